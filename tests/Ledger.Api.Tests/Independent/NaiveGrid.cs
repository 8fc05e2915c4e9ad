using System.Numerics;

namespace Ledger.Api.Tests.Independent;

/// <summary>The verifier's side of the grid sumcheck of §8.7, from its text: reads `P`, draws `r`, names slots.</summary>
internal sealed class NaiveGrid
{
    private readonly List<(int First, int Variables, int FirstChallenge)> _layout = [];

    private readonly int _base;

    /// <param name="variables">Variables of the summand.</param>
    /// <param name="s">Variables of a block.</param>
    /// <param name="transcript">What the blocks are read from.</param>
    /// <param name="degree">Degree of the summand in each variable.</param>
    /// <param name="firstSlot">Where its slots begin.</param>
    public NaiveGrid(int variables, int s, NaiveTranscript transcript, int degree = 2, int firstSlot = 0)
    {
        (_base, Slots) = (degree + 1, firstSlot);
        for (var done = 0; done < variables; done += s)
        {
            var t = Math.Min(s, variables - done);
            _layout.Add((Slots, t, done));
            Slots += (int)Math.Pow(_base, t);
            Blocks.Add(transcript.Point("P"));
            for (var i = 0; i < t; i++)
            {
                R.Add(transcript.Challenge("r"));
            }
        }
    }

    public List<NaiveGroup.Element> Blocks { get; } = [];

    public List<BigInteger> R { get; } = [];

    /// <summary>The first slot after them.</summary>
    public int Slots { get; }

    public int BlockOf(int slot) => _layout.FindLastIndex(b => slot >= b.First);

    /// <summary>1 at every slot of block k whose digits are all 0 or 1.</summary>
    public BigInteger[] Corners(int k) => Fill(k, (digit, _) => digit < 2 ? 1 : 0);

    /// <summary>λ_e(r) of block k at its challenges.</summary>
    public BigInteger[] Last(int k) =>
        Fill(k, (digit, variable) => IndependentVerifier.LagrangeAt(_base - 1, R[_layout[k].FirstChallenge + variable])[digit]);

    private BigInteger[] Fill(int k, Func<int, int, BigInteger> factor)
    {
        var (first, t, _) = _layout[k];
        var slots = new BigInteger[1024];
        for (var e = 0; e < (int)Math.Pow(_base, t); e++)
        {
            var product = BigInteger.One;
            for (var variable = 0; variable < t; variable++)
            {
                product = product * factor(e / (int)Math.Pow(_base, t - 1 - variable) % _base, variable) % NaiveGroup.L;
            }

            slots[first + e] = product;
        }

        return slots;
    }
}

using System.Text;

namespace Ephemeris.Api.Tests.Kernels;

/// <summary>Small sound kernels made from formulas, so that every segment type can be tested without the data pack.</summary>
internal static class SyntheticKernel
{
    /// <summary>Body 1000 about 0: two records of a day, x = T₀ + 2 T₁ + 3 T₂ and so on.</summary>
    public static byte[] Type2() => Build(2, -86400.0, 86400.0, Chebyshev(3));

    /// <summary>The same with velocities of their own.</summary>
    public static byte[] Type3() => Build(3, -86400.0, 86400.0, Chebyshev(6));

    /// <summary>States at unequal steps; type 9 interpolates with degree 7.</summary>
    public static byte[] Type9() => Build(9, -1000.0, 1000.0, Discrete(7.0));

    /// <summary>The same by Hermite with windows of four states: degree 7.</summary>
    public static byte[] Type13() => Build(13, -1000.0, 1000.0, Discrete(3.0));

    /// <summary>Position of the discrete kernels: a polynomial of degree 7 in t/1000, km; and its rate.</summary>
    public static (double Position, double Velocity) Polynomial(double seconds, int axis)
    {
        var s = seconds / 1000.0;
        double position = 0.0, velocity = 0.0;
        for (var power = 0; power <= 7; power++)
        {
            var coefficient = 100.0 * (axis + 1) / (power + 1);
            position += coefficient * Math.Pow(s, power);
            velocity += power == 0 ? 0.0 : coefficient * power * Math.Pow(s, power - 1) / 1000.0;
        }

        return (position, velocity);
    }

    /// <summary>The same file as a big-endian machine writes it.</summary>
    public static byte[] BigEndian(byte[] little)
    {
        var big = (byte[])little.Clone();
        Encoding.ASCII.GetBytes("BIG-IEEE").CopyTo(big, 88);
        foreach (var offset in new[] { 8, 12, 76, 80, 84 })
        {
            Array.Reverse(big, offset, 4);
        }

        for (var offset = 1024; offset < 1024 + 40; offset += 8)
        {
            Array.Reverse(big, offset, 8);
        }

        for (var offset = 1024 + 40; offset < 1024 + 64; offset += 4)
        {
            Array.Reverse(big, offset, 4);
        }

        for (var offset = 3072; offset < big.Length; offset += 8)
        {
            Array.Reverse(big, offset, 8);
        }

        return big;
    }

    private static double[] Chebyshev(int blocks)
    {
        List<double> words = [];
        for (var record = 0; record < 2; record++)
        {
            words.Add((record * 86400.0) - 43200.0);
            words.Add(43200.0);
            for (var block = 0; block < blocks; block++)
            {
                words.AddRange([1.0 + block, 2.0 + record, 3.0]);
            }
        }

        return [.. words, -86400.0, 86400.0, 2.0 + (3.0 * blocks), 2.0];
    }

    private static double[] Discrete(double size)
    {
        const int Count = 120;
        List<double> states = [];
        List<double> epochs = [];
        for (var i = 0; i < Count; i++)
        {
            // Steps that grow and shrink.
            var epoch = -1100.0 + (2200.0 * i / (Count - 1)) + (5.0 * Math.Sin(i));
            epochs.Add(epoch);
            for (var axis = 0; axis < 3; axis++)
            {
                states.Add(Polynomial(epoch, axis).Position);
            }

            for (var axis = 0; axis < 3; axis++)
            {
                states.Add(Polynomial(epoch, axis).Velocity);
            }
        }

        return [.. states, .. epochs, epochs[99], size, Count];
    }

    private static byte[] Build(int type, double start, double stop, double[] data)
    {
        const int FirstWord = 385;
        var bytes = new byte[3072 + (8 * data.Length)];
        Encoding.ASCII.GetBytes("DAF/SPK ").CopyTo(bytes, 0);
        Int(bytes, 8, 2);
        Int(bytes, 12, 6);
        Encoding.ASCII.GetBytes("synthetic".PadRight(60)).CopyTo(bytes, 16);
        Int(bytes, 76, 2);
        Int(bytes, 80, 2);
        Int(bytes, 84, FirstWord + data.Length);
        Encoding.ASCII.GetBytes("LTL-IEEE").CopyTo(bytes, 88);
        byte[] ftp = [.. "FTPSTR:\r:\n:\r\n:\r\0:"u8, 0x81, (byte)':', 0x10, 0xCE, .. ":ENDFTP"u8];
        ftp.CopyTo(bytes, 699);
        BitConverter.TryWriteBytes(bytes.AsSpan(1024 + 16), 1.0);
        BitConverter.TryWriteBytes(bytes.AsSpan(1024 + 24), start);
        BitConverter.TryWriteBytes(bytes.AsSpan(1024 + 32), stop);
        int[] integers = [1000, 0, 1, type, FirstWord, FirstWord + data.Length - 1];
        for (var i = 0; i < integers.Length; i++)
        {
            Int(bytes, 1024 + 40 + (4 * i), integers[i]);
        }

        Encoding.ASCII.GetBytes("SYNTHETIC".PadRight(40)).CopyTo(bytes, 2048);
        Buffer.BlockCopy(data, 0, bytes, 3072, 8 * data.Length);
        return bytes;
    }

    private static void Int(byte[] bytes, int offset, int value) => BitConverter.TryWriteBytes(bytes.AsSpan(offset), value);
}

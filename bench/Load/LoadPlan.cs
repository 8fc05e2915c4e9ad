using System.Net;

namespace Load;

/// <summary>One run of load.</summary>
/// <param name="EndPoint">The server, on this machine.</param>
/// <param name="Request">What is sent.</param>
/// <param name="Connections">Connections kept open; as many requests are in work at once.</param>
/// <param name="RatePerSecond">Requests a second in all, on schedule whatever the answers do; 0 = as fast as answers come.</param>
/// <param name="Seconds">Measured time.</param>
/// <param name="WarmupSeconds">Time before it that is not counted.</param>
internal sealed record LoadPlan(
    IPEndPoint EndPoint, RequestTemplate Request, int Connections, double RatePerSecond, double Seconds, double WarmupSeconds)
{
    /// <summary>The run in words.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{(RatePerSecond > 0 ? $"scheduled {RatePerSecond:N0}/s" : "saturated")}, {Connections} connections, {Seconds:0.#} s");
}

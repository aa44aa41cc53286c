using System.Collections.Generic;
using System.Globalization;

namespace P2PNet.RelayBenchmark;

/// <summary>What is sent.</summary>
/// <param name="Clients">Players with an allocation each.</param>
/// <param name="PeersOfEach">Peers whom each of them talks to, by a channel each.</param>
/// <param name="MessageSize">Bytes of a message, without TURN's header.</param>
/// <param name="Window">Messages in flight on each channel, where <paramref name="Rate"/> is 0.</param>
/// <param name="Rate">Messages a second in all; 0: as fast as they come back.</param>
/// <param name="IsTogether">Whether messages of one sender to one address leave it as one datagram that the kernel cuts.</param>
internal sealed record LoadShape(int Clients, int PeersOfEach, int MessageSize, int Window, int Rate, bool IsTogether = false)
{
    /// <summary>What --sizes measures: players' state at full and at light load, small and large; then single flows in bursts, as of a file.</summary>
    public static readonly IReadOnlyList<LoadShape> Table =
    [
        new(Clients: 64, PeersOfEach: 4, MessageSize: 200, Window: 1, Rate: 0),
        new(Clients: 64, PeersOfEach: 4, MessageSize: 200, Window: 1, Rate: 10_000),
        new(Clients: 500, PeersOfEach: 4, MessageSize: 200, Window: 1, Rate: 0),
        new(Clients: 64, PeersOfEach: 4, MessageSize: 50, Window: 1, Rate: 0),
        new(Clients: 64, PeersOfEach: 4, MessageSize: 1200, Window: 1, Rate: 0),
        new(Clients: 16, PeersOfEach: 1, MessageSize: 1200, Window: 16, Rate: 0),
        new(Clients: 16, PeersOfEach: 1, MessageSize: 1200, Window: 16, Rate: 0, IsTogether: true),
    ];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Clients} clients x {PeersOfEach} peers, {MessageSize} bytes, {Pace}{(IsTogether ? ", sent together" : "")}");

    private string Pace => Rate > 0 ? Rate.ToString("N0", CultureInfo.InvariantCulture) + " messages/s" : Window.ToString(CultureInfo.InvariantCulture) + " in flight on each channel";
}

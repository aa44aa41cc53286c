using System.Globalization;

namespace P2PNet.RelayBenchmark;

/// <summary>What is sent.</summary>
/// <param name="Clients">Players with an allocation each.</param>
/// <param name="PeersOfEach">Peers whom each of them talks to, by a channel each.</param>
/// <param name="MessageSize">Bytes of a message, without TURN's header.</param>
/// <param name="Window">Messages in flight on each channel, where <paramref name="Rate"/> is 0.</param>
/// <param name="Rate">Messages a second in all; 0: as fast as they come back.</param>
internal sealed record LoadShape(int Clients, int PeersOfEach, int MessageSize, int Window, int Rate)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Clients} clients x {PeersOfEach} peers, {MessageSize}-byte messages there and back, {(Rate > 0 ? $"{Rate:N0} messages/s" : $"{Window} in flight on each channel")}");
}

using System;
using System.Linq;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.TestPeer;

/// <summary>Prints the addresses that a player would offer, at the start and whenever the loop has noticed a change, until standard input ends.</summary>
internal sealed class AddressReport : ISessionLoopClient
{
    Timestamp ISessionLoopClient.NextTimeout => Timestamp.Never;

    public static void Run()
    {
        using var loop = NativePlatform.Instance.Start(new AddressReport(), new SessionLoopOptions { WarmUp = false });
        while (Console.ReadLine() != null)
        {
            // Until the test has seen enough.
        }
    }

    void ISessionLoopClient.OnStarted(ISessionLoop loop) => Print("addresses");

    void ISessionLoopClient.Run(Timestamp now)
    {
    }

    void ISessionLoopClient.OnNetworkChanged(Timestamp now) => Print("changed");

    void ISessionLoopClient.OnStopping(string? reason)
    {
    }

    private static void Print(string word) =>
        Console.WriteLine($"{word} {string.Join(" ", MachineAddresses.ForHostCandidates(new SessionLoopOptions()).Select(a => a.AddressToString()))} at {DateTime.UtcNow:O}");
}

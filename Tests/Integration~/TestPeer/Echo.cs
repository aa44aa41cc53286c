using System;
using System.Linq;
using System.Threading.Tasks;

namespace P2PNet.TestPeer;

/// <summary>Sends back what comes, sends probes that must come back, and says on standard output what it saw.</summary>
internal sealed class Echo
{
    private readonly Session _session;
    private readonly int[] _sizes;
    private int _reliableBack;
    private int _unreliableBack;
    private bool _ended;

    public Echo(Session session, int[] sizes)
    {
        _session = session;
        _sizes = sizes;
        session.On((Peer peer, in ReliableEcho echo) => session.Send(peer, echo));
        session.On((Peer peer, in UnreliableEcho echo) => session.Send(peer, echo));
        session.On((Peer _, in ReliableProbe probe) => Check(probe.Data, ref _reliableBack));
        session.On((Peer _, in UnreliableProbe probe) => Check(probe.Data, ref _unreliableBack));
        session.MessageRejected += (_, reason) => Console.WriteLine("rejected " + reason);
        session.HandlerFailed += e => Console.WriteLine("failed " + e);
        session.PeerConnected += OnConnected;
        session.PeerDisconnected += (_, failure) => End(failure?.ToString() ?? "in order");
    }

    public async Task RunAsync()
    {
        foreach (var peer in _session.Peers.Where(p => p.IsConnected)) OnConnected(peer);
        while (!_ended)
        {
            _session.Poll();
            await Task.Delay(1);
        }
    }

    private void OnConnected(Peer peer)
    {
        var statistics = peer.Statistics;
        Console.WriteLine($"connected {statistics.LocalType} {statistics.RemoteType} {statistics.RelayProtocol}".TrimEnd());
        foreach (int size in _sizes)
        {
            Console.WriteLine($"sent {size} {_session.Send(peer, new ReliableProbe { Data = Pattern.Of(size) })}");
            Console.WriteLine($"sent {size} {_session.Send(peer, new UnreliableProbe { Data = Pattern.Of(size) })}");
        }
    }

    private static void Check(byte[] data, ref int back)
    {
        if (Pattern.Fits(data)) back++;
        else Console.WriteLine($"corrupt {data.Length}");
    }

    private void End(string how)
    {
        Console.WriteLine($"back reliable={_reliableBack} unreliable={_unreliableBack}");
        Console.WriteLine("ended " + how);
        _ended = true;
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Native;

namespace P2PNet.NatLab;

/// <summary>
/// A player at a host of the laboratory, in a process of its own, by the public interface alone. It takes an <see cref="Order"/> a line and
/// tells a <see cref="PlayerEvent"/> a line. The end of its input ends it, so that it never outlives the run.
/// </summary>
internal sealed class LabPlayer(string name)
{
    private static readonly TimeSpan PathInterval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<Order> _orders = new();
    private readonly Dictionary<string, LinkMeter> _meters = [];
    private readonly HashSet<string> _greeted = [];
    private volatile bool _isOver;
    private P2PClient? _client;
    private Session? _session;
    private long _entered;
    private long _nextPathAt;
    private TimeSpan _tick;
    private long _playing;
    private long _ticks;

    public static async Task<int> RunAsync(string name)
    {
        var player = new LabPlayer(name);
        new Thread(player.ReadOrders) { IsBackground = true, Name = "orders" }.Start();
        // As a game would: the compiler is done when the player decides to join.
        await NativePlatform.WarmUpAsync();
        Say(new PlayerEvent { Event = PlayerEvent.Ready });
        while (!player._isOver || !player._orders.IsEmpty) await player.StepAsync();
        await player.LeaveAsync();
        return 0;
    }

    private async Task StepAsync()
    {
        if (_orders.TryDequeue(out Order? order)) await ObeyAsync(order);
        if (_session != null)
        {
            SendTicks();
            _session.Poll();
            TellPaths();
        }

        // Polled each millisecond, so that what is measured is the link and not the frame rate.
        Thread.Sleep(1);
    }

    private async Task ObeyAsync(Order order)
    {
        switch (order.Do)
        {
            case Order.Create or Order.Join:
                await EnterAsync(order);
                break;
            case Order.Play:
                _tick = TimeSpan.FromSeconds(1.0 / order.PerSecond);
                _playing = Stopwatch.GetTimestamp();
                _ticks = 0;
                foreach (LinkMeter meter in _meters.Values) meter.BeginListening();
                break;
            case Order.Pause:
                _playing = 0;
                foreach (LinkMeter meter in _meters.Values) meter.EndListening();
                break;
            case Order.Count:
                Say(new PlayerEvent { Event = PlayerEvent.Counted, Traffic = _meters.Values.FirstOrDefault()?.Count() ?? new Traffic() });
                break;
            case Order.Leave:
                await LeaveAsync();
                Say(new PlayerEvent { Event = PlayerEvent.Left });
                break;
        }
    }

    private async Task EnterAsync(Order order)
    {
        await LeaveAsync();
        var options = new P2PClientOptions
        {
            ServerUrl = order.Url!,
            PlayerName = name,
            TransportPolicy = order.RelayOnly ? Rtc.IceTransportPolicy.Relay : Rtc.IceTransportPolicy.All,
            LostAfter = TimeSpan.FromMilliseconds(order.LostAfter > 0 ? order.LostAfter : 8000),
            Log = line => Console.Error.WriteLine($"{Stopwatch.GetTimestamp() / 1_000_000} {line}"),
        };
        _entered = Stopwatch.GetTimestamp();
        try
        {
            _client = new P2PClient(options);
            _session = order.Do == Order.Create
                ? await _client.CreateLobbyAsync(new CreateLobbyOptions { Name = "Laboratory", MaxPlayers = 2 })
                : await _client.JoinLobbyByCodeAsync(order.Code!);
            Attach(_session);
            Say(new PlayerEvent { Event = PlayerEvent.Entered, Code = _session.Lobby.Code, Since = _entered });
        }
        catch (P2PException e)
        {
            Say(new PlayerEvent { Event = PlayerEvent.Failed, Reason = e.Message, State = e.Stage.ToString(), Since = _entered });
        }
    }

    private void Attach(Session session)
    {
        session.On((Peer peer, in Greeting _) => OnGreeting(peer));
        session.On((Peer peer, in ReliableTick tick) => Meter(peer).OnReliable(tick.Number));
        session.On((Peer peer, in UnreliableTick tick) => Meter(peer).OnUnreliable(tick.Number));
        session.PeerConnected += Greet;
        session.PeerStateChanged += peer => SayState(peer, null);
        session.PeerDisconnected += (peer, failure) => SayState(peer, failure?.ToString());
        session.StateChanged += state => Say(new PlayerEvent { Event = PlayerEvent.Session, State = state.ToString() });
        session.RemovedFromSession += reason => Say(new PlayerEvent { Event = PlayerEvent.Session, State = session.State.ToString(), Reason = reason });
        foreach (Peer peer in session.Peers.Where(p => p.IsConnected)) Greet(peer);
    }

    private void Greet(Peer peer)
    {
        Meter(peer);
        _session!.Send(peer, new Greeting { From = name });
    }

    private void OnGreeting(Peer peer)
    {
        if (_greeted.Add(peer.Id)) Say(new PlayerEvent { Event = PlayerEvent.Greeted, Since = _entered });
    }

    private void SayState(Peer peer, string? reason) =>
        Say(new PlayerEvent { Event = PlayerEvent.Peer, State = peer.State.ToString(), Reason = reason, Silence = Meter(peer).Silence });

    private LinkMeter Meter(Peer peer)
    {
        if (!_meters.TryGetValue(peer.Id, out LinkMeter? meter)) _meters.Add(peer.Id, meter = new LinkMeter(_session!, peer));
        return meter;
    }

    private void SendTicks()
    {
        if (_playing == 0) return;
        for (TimeSpan elapsed = Stopwatch.GetElapsedTime(_playing); _ticks * _tick < elapsed; _ticks++)
            foreach (LinkMeter meter in _meters.Values) meter.Send();
    }

    private void TellPaths()
    {
        if (Stopwatch.GetTimestamp() < _nextPathAt) return;
        _nextPathAt = Stopwatch.GetTimestamp() + (long)(PathInterval.TotalSeconds * Stopwatch.Frequency);
        foreach (LinkMeter meter in _meters.Values)
            if (meter.TryTakePath(out PlayerEvent path)) Say(path);
    }

    private async Task LeaveAsync()
    {
        if (_session != null) await _session.LeaveAsync();
        if (_client != null) await _client.DisposeAsync();
        (_session, _client, _playing) = (null, null, 0);
        _meters.Clear();
        _greeted.Clear();
    }

    private void ReadOrders()
    {
        while (Console.In.ReadLine() is string line) _orders.Enqueue(JsonSerializer.Deserialize(line, PlayerJson.Default.Order)!);
        _isOver = true;
    }

    private static void Say(PlayerEvent e)
    {
        if (e.At == 0) e = e with { At = Stopwatch.GetTimestamp() };
        Console.Out.WriteLine(JsonSerializer.Serialize(e, PlayerJson.Default.PlayerEvent));
        Console.Out.Flush();
    }
}

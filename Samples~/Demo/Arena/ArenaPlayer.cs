using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Native;

namespace P2PNet.Demo;

/// <summary>
/// One player in a process of its own. It is told on standard input what to do (<c>create</c>, <c>join CODE</c>, <c>start</c>,
/// <c>leave</c>) and answers on standard output in lines of JSON. The end of its input means leave, so it never outlives its parent.
/// </summary>
internal sealed class ArenaPlayer
{
    private const int TicksPerSecond = 60;
    private const int TicksPerChat = 15;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StragglerTime = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(10);

    private readonly CommandLine _command;
    private readonly ConcurrentQueue<string> _orders = new();
    private readonly SemaphoreSlim _ordered = new(0);
    private readonly Dictionary<Peer, LinkMeter> _meters = [];
    private volatile bool _isToLeave;
    private Session _session = null!;
    private SessionRecorder? _recorder;
    private string? _removed;
    private int _moves;
    private int _chats;

    private ArenaPlayer(CommandLine command) => _command = command;

    public static async Task<int> RunAsync(CommandLine command)
    {
        var player = new ArenaPlayer(command);
        try
        {
            return await player.RunAsync();
        }
        catch (Exception e) when (e is P2PException or DemoException)
        {
            Say(new PlayerLine { Event = PlayerLine.Failed, Message = e.Message });
            return ExitCode.Failed;
        }
    }

    private async Task<int> RunAsync()
    {
        new Thread(ReadOrders) { IsBackground = true, Name = "orders" }.Start();
        // As a game would: the client is there, and the compiler is done, when the player decides to join.
        await using var client = new P2PClient(new P2PClientOptions { ServerUrl = _command.ServerOrDefault, PlayerName = _command.Name, LoopbackOnly = new Uri(_command.ServerOrDefault).IsLoopback, Conditions = _command.Network.Conditions, Log = _command.Log });
        await NativePlatform.WarmUpAsync();
        Say(new PlayerLine { Event = PlayerLine.Ready });
        string order = await NextOrderAsync();
        if (order == "leave") return ExitCode.Ok;
        await EnterAsync(client, order);

        if (!GatherUntilStarted()) return ExitCode.Ok;
        Play();
        if (!_isToLeave) SayFarewell();
        while (!_isToLeave) Step();
        await _session.LeaveAsync();
        _recorder?.Dispose();
        return ExitCode.Ok;
    }

    private async Task EnterAsync(P2PClient client, string order)
    {
        if (order == "create")
        {
            _session = await client.CreateLobbyAsync(new CreateLobbyOptions { Name = "Arena", MaxPlayers = _command.Players });
            Attach();
            Say(new PlayerLine { Event = PlayerLine.Created, Code = _session.Lobby.Code });
            return;
        }

        long joinedAt = Stopwatch.GetTimestamp();
        _session = await client.JoinLobbyByCodeAsync(order["join ".Length..]);
        Attach();
        foreach (Peer peer in _session.Peers)
        {
            Meter(peer).JoinedAt = joinedAt;
            Greet(peer);
        }

        _session.Poll();
        Say(new PlayerLine { Event = PlayerLine.Joined });
    }

    private void Attach()
    {
        if (_command.RecordPath is string path) Record(path);
        _session.PeerConnected += Greet;
        _session.PeerDisconnected += (peer, failure) => Meter(peer).OnDisconnected(failure);
        _session.RemovedFromSession += reason => _removed = reason;
        _session.On((Peer peer, in Hello _) => Meter(peer).OnHello());
        _session.On((Peer peer, in Move _) => Meter(peer).OnMove());
        _session.On((Peer peer, in Chat chat) => Meter(peer).OnChat(chat));
        _session.On((Peer peer, in Pong pong) => Meter(peer).OnPong(pong));
        _session.On((Peer peer, in Farewell farewell) => Meter(peer).OnFarewell(farewell));
        _session.On((Peer peer, in Ping ping) =>
        {
            Meter(peer).OnPing();
            _session.Send(peer, new Pong { SentAt = ping.SentAt });
        });
    }

    private void Record(string path)
    {
        try
        {
            // It ends with the session.
            _recorder = SessionRecorder.Start(_session, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DemoException("The recording cannot be made: " + e.Message);
        }
    }

    private void Greet(Peer peer) => _session.Send(peer, new Hello { Name = _command.Name });

    private LinkMeter Meter(Peer peer)
    {
        if (!_meters.TryGetValue(peer, out LinkMeter? meter)) _meters.Add(peer, meter = new LinkMeter(peer));
        return meter;
    }

    /// <summary>False: to leave instead.</summary>
    private bool GatherUntilStarted()
    {
        bool isLinked = false;
        while (true)
        {
            Step();
            if (!isLinked && _meters.Count == _command.Players - 1 && _meters.Values.All(m => m.IsGreeted))
            {
                isLinked = true;
                Say(new PlayerLine { Event = PlayerLine.Linked });
            }

            if (TryTakeOrder("start")) return true;
            if (_isToLeave) return false;
        }
    }

    private void Play()
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan nextProgress = ProgressInterval;
        int ticks = (int)(_command.Seconds * TicksPerSecond);
        for (int tick = 0; tick < ticks && !_isToLeave;)
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed.TotalSeconds * TicksPerSecond >= tick) SendTick(tick++);
            Step();
            if (elapsed < nextProgress) continue;
            nextProgress += ProgressInterval;
            Say(new PlayerLine { Event = PlayerLine.Progress, Received = _meters.Values.Sum(m => m.Received), Rtt = _meters.Values.Max(m => m.LastRoundTrip) });
        }
    }

    private void SendTick(int tick)
    {
        float angle = tick * 0.02f;
        _session.Broadcast(new Move { Tick = tick, X = MathF.Cos(angle), Y = MathF.Sin(angle), Heading = angle });
        _moves++;
        _session.Broadcast(new Ping { SentAt = Stopwatch.GetTimestamp() });
        if (tick % TicksPerChat != 0) return;
        if (_session.Broadcast(new Chat { Number = _chats, Text = "This is line " + _chats + "." }) == SendResult.Sent) _chats++;
    }

    /// <summary>Tells what was sent, waits for what the others say, and reports.</summary>
    private void SayFarewell()
    {
        _session.Broadcast(new Farewell { Moves = _moves, Chats = _chats, Pings = _moves });
        long start = Stopwatch.GetTimestamp();
        while (!_meters.All(m => m.Value.Report.IsComplete || !m.Key.IsConnected) && Stopwatch.GetElapsedTime(start) < FarewellTimeout && !_isToLeave) Step();
        // A farewell is reliable and may overtake the last unreliable messages.
        start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < StragglerTime) Step();
        foreach (LinkMeter meter in _meters.Values)
        {
            meter.Report.Moves.Sent = meter.Report.Pings.Sent = _moves;
            meter.Report.Chats.Sent = _chats;
        }

        Say(new PlayerLine { Event = PlayerLine.Report, Links = [.. _meters.Values.Select(m => m.ToReport())] });
    }

    /// <summary>A frame without a picture. Polled each millisecond, so that what is measured is the link and not the frame rate.</summary>
    private void Step()
    {
        _session.Poll();
        if (_removed != null) throw new DemoException("The session is over: " + _removed);
        Thread.Sleep(1);
    }

    private void ReadOrders()
    {
        while (Console.In.ReadLine() is string line && line != "leave")
        {
            _orders.Enqueue(line);
            _ordered.Release();
        }

        _isToLeave = true;
        _ordered.Release();
    }

    /// <summary>The end of the input is an order to leave.</summary>
    private async Task<string> NextOrderAsync()
    {
        await _ordered.WaitAsync();
        return _orders.TryDequeue(out string? order) ? order : "leave";
    }

    private bool TryTakeOrder(string expected) => _orders.TryPeek(out string? order) && order == expected && _orders.TryDequeue(out _);

    private static void Say(PlayerLine line)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(line, PlayerLineContext.Default.PlayerLine));
        Console.Out.Flush();
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;

namespace P2PNet.Demo;

/// <summary>A lobby in which players chat by the keyboard.</summary>
internal sealed class ChatRoom
{
    private const int MaxLineLength = 10_000;

    private readonly Session _session;
    private readonly ConcurrentQueue<string?> _typed = new();
    private readonly HashSet<Player> _left = [];
    private bool _isOver;

    private ChatRoom(Session session) => _session = session;

    public static async Task<int> RunAsync(CommandLine command, CancellationToken cancellationToken)
    {
        await using var client = new P2PClient(new P2PClientOptions { ServerUrl = command.ServerOrDefault, PlayerName = command.Name, Conditions = command.Network.Conditions, Log = command.Log });
        await using Session session = command.Verb == Verb.Create
            ? await client.CreateLobbyAsync(new CreateLobbyOptions { Name = "Chat", MaxPlayers = 16 }, cancellationToken)
            : await client.JoinLobbyByCodeAsync(command.Code, cancellationToken: cancellationToken);
        using SessionRecorder? recorder = command.RecordPath is string path ? Record(session, path) : null;
        var room = new ChatRoom(session);
        room.Attach();
        if (command.Network.Conditions is NetworkConditions conditions) Console.WriteLine($"Simulated, sending and receiving each: {conditions}.");
        Console.WriteLine($"You are {command.Name} in lobby {session.Lobby.Code}. Type to chat; /players and /quit are understood.");
        if (command.Verb == Verb.Create) Console.WriteLine($"Others join with: join {session.Lobby.Code} --server {command.ServerOrDefault}");
        room.ListPlayers();
        new Thread(room.ReadKeyboard) { IsBackground = true, Name = "keyboard" }.Start();
        while (!room._isOver && !cancellationToken.IsCancellationRequested)
        {
            session.Poll();
            room.HandleTyped();
            // About the frame rate of a game.
            await Task.Delay(15, CancellationToken.None);
        }

        Console.WriteLine("You left.");
        return room._isOver ? ExitCode.Ok : ExitCode.Interrupted;
    }

    private static SessionRecorder Record(Session session, string path)
    {
        try
        {
            return SessionRecorder.Start(session, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DemoException("The recording cannot be made: " + e.Message);
        }
    }

    private void Attach()
    {
        _session.On<ChatMessage>((peer, message) => Console.WriteLine($"{Printable(peer.Name)}: {Printable(message.Text)}"));
        _session.PlayerJoined += player => Console.WriteLine($"* {Printable(player.Name)} joins");
        _session.PeerConnected += peer => Console.WriteLine($"* {Printable(peer.Name)} is connected ({Path(peer)})");
        _session.PeerStateChanged += peer => Console.WriteLine($"* {Printable(peer.Name)} is {(peer.State == PeerState.Suspect ? "silent" : "back")}");
        _session.PeerDisconnected += (peer, failure) =>
        {
            if (failure is null) SayLeft(peer.Player);
            else Console.WriteLine($"* The link to {Printable(peer.Name)} is lost: {Printable(failure.Reason)}");
        };
        _session.PlayerHasLeft += SayLeft;
        _session.SessionHostChanged += player => Console.WriteLine($"* {Printable(player.Name)} hosts now");
        _session.StateChanged += state =>
        {
            if (state == SessionState.ServerLost) Console.WriteLine("* The lobby server is out of reach; links go on without it");
            if (state == SessionState.LobbyLost) Console.WriteLine("* " + Printable(_session.StateReason!));
            if (state == SessionState.Connected) Console.WriteLine("* The lobby server is back");
        };
        _session.RemovedFromSession += reason =>
        {
            Console.WriteLine("* The session is over: " + Printable(reason));
            _isOver = true;
        };
    }

    /// <summary>Once for each: a link that ends in order and the server's word both tell it, and without the server the link alone does.</summary>
    private void SayLeft(Player player)
    {
        if (_left.Add(player)) Console.WriteLine($"* {Printable(player.Name)} left");
    }

    private void ReadKeyboard()
    {
        while (Console.In.ReadLine() is string line) _typed.Enqueue(line);
        _typed.Enqueue(null);
    }

    private void HandleTyped()
    {
        while (!_isOver && _typed.TryPeek(out string? line))
        {
            if (line is null or "/quit") _isOver = true;
            else if (line == "/players") ListPlayers();
            else if (line.StartsWith('/')) Console.WriteLine("* /players and /quit are understood");
            else if (line.Length > MaxLineLength) Console.WriteLine($"* A line has up to {MaxLineLength:N0} characters");
            else if (line.Length > 0 && !TrySay(line)) return;
            _typed.TryDequeue(out _);
        }
    }

    /// <summary>False: too much is waiting for the network; the line stays and is tried again.</summary>
    private bool TrySay(string line)
    {
        SendResult result = _session.Broadcast(new ChatMessage { Text = line });
        if (result == SendResult.NotConnected) Console.WriteLine("* Nobody is connected to hear it");
        return result != SendResult.WouldBlock;
    }

    private void ListPlayers()
    {
        foreach (Player player in _session.Lobby.Players)
            Console.WriteLine($"  {Printable(player.Name)}{(player.IsHost ? ", host" : "")}{(player.Peer is Peer peer ? $", {peer.State}, {Path(peer)}" : ", you")}");
    }

    private static string Path(Peer peer)
    {
        PathStatistics path = peer.Statistics;
        return path.HasPath ? $"{path.LocalType}-{path.RemoteType}, {path.RoundTripTime.TotalMilliseconds:0.0} ms" : "no path";
    }

    /// <summary>What others write must not steer the terminal.</summary>
    private static string Printable(string? text)
    {
        var printable = new StringBuilder();
        foreach (char c in text ?? "") printable.Append(char.IsControl(c) ? ' ' : c);
        return printable.ToString();
    }
}

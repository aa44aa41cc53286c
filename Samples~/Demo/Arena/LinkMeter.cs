using System;
using System.Collections.Generic;
using System.Diagnostics;
using P2PNet.Rtc;

namespace P2PNet.Demo;

/// <summary>Counts and times what one player hears from one peer.</summary>
internal sealed class LinkMeter(Peer peer)
{
    private readonly List<double> _roundTrips = new(100_000);
    private int _nextChat;
    private long _firstMessageAt;
    private PathStatistics _path;
    private string? _failure;

    /// <summary>The time of the join call that made the link; 0 where it was the peer who joined.</summary>
    public long JoinedAt { get; set; }

    public LinkReport Report { get; } = new() { Peer = peer.Name };

    public bool IsGreeted => _firstMessageAt != 0;

    public long Received => Report.Moves.Received + Report.Chats.Received + Report.Pings.Received;

    public double? LastRoundTrip => _roundTrips.Count > 0 ? _roundTrips[^1] : null;

    public void OnHello() => _firstMessageAt = Stopwatch.GetTimestamp();

    public void OnMove() => Report.Moves.Received++;

    public void OnPing() => Report.Pings.Received++;

    public void OnChat(in Chat chat)
    {
        Report.Chats.Received++;
        if (chat.Number != _nextChat) Report.OutOfOrder++;
        _nextChat = chat.Number + 1;
    }

    public void OnPong(in Pong pong) => _roundTrips.Add(Stopwatch.GetElapsedTime(pong.SentAt).TotalMilliseconds);

    public void OnFarewell(in Farewell farewell)
    {
        Report.IsComplete = true;
        Report.Moves.Expected = farewell.Moves;
        Report.Chats.Expected = farewell.Chats;
        Report.Pings.Expected = farewell.Pings;
    }

    public void OnDisconnected(LinkFailure? failure) => _failure ??= failure?.Reason ?? "It was closed by the other side.";

    /// <summary>What was measured. The path is read while the link stands.</summary>
    public LinkReport ToReport()
    {
        if (peer.IsConnected) _path = peer.Statistics;
        Report.IsDirect = _path.HasPath && _path.LocalType != CandidateType.Relayed && _path.RemoteType != CandidateType.Relayed;
        Report.Path = !_path.HasPath ? "none" : Name(_path.LocalType) == Name(_path.RemoteType) ? Name(_path.LocalType) : Name(_path.LocalType) + "-" + Name(_path.RemoteType);
        Report.BytesSent = _path.BytesSent;
        Report.BytesReceived = _path.BytesReceived;
        Report.Failure = _failure;
        if (JoinedAt != 0 && IsGreeted) Report.ConnectMilliseconds = Stopwatch.GetElapsedTime(JoinedAt, _firstMessageAt).TotalMilliseconds;
        _roundTrips.Sort();
        Report.RttP50 = Percentile(0.5);
        Report.RttP99 = Percentile(0.99);
        return Report;
    }

    private double? Percentile(double part) =>
        _roundTrips.Count == 0 ? null : _roundTrips[Math.Min(_roundTrips.Count - 1, (int)(_roundTrips.Count * part))];

    private static string Name(CandidateType type) => type switch
    {
        CandidateType.Host => "host",
        CandidateType.ServerReflexive => "srflx",
        CandidateType.PeerReflexive => "prflx",
        _ => "relay",
    };
}

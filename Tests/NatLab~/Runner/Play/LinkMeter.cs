using System;
using System.Collections.Generic;
using System.Diagnostics;
using P2PNet.Rtc;

namespace P2PNet.NatLab;

/// <summary>Sends steady traffic to one peer, and counts and times what comes from it.</summary>
internal sealed class LinkMeter(Session session, Peer peer)
{
    private readonly HashSet<int> _unreliable = [];
    private PathStatistics _path;
    private string? _relayTransport;
    private int _nextReliable;
    private long _lastHeard;

    /// <summary>What was counted since the link began.</summary>
    public Traffic Traffic { get; } = new();

    public void Send()
    {
        if (session.Send(peer, new ReliableTick { Number = Traffic.ReliableSent }) == SendResult.Sent) Traffic.ReliableSent++;
        else Traffic.Refused++;
        if (session.Send(peer, new UnreliableTick { Number = Traffic.UnreliableSent }) == SendResult.Sent) Traffic.UnreliableSent++;
        else Traffic.Refused++;
    }

    public void OnReliable(int number)
    {
        OnHeard();
        if (number < _nextReliable)
        {
            Traffic.Doubled++;
            return;
        }

        Traffic.ReliableReceived++;
        Traffic.ReliableSkipped += number - _nextReliable;
        _nextReliable = number + 1;
    }

    public void OnUnreliable(int number)
    {
        OnHeard();
        if (_unreliable.Add(number)) Traffic.UnreliableReceived++;
        else Traffic.Doubled++;
    }

    /// <summary>A silence that has not ended yet counts, too.</summary>
    public void OnCount() => CountSilence(Stopwatch.GetTimestamp());

    /// <summary>From here on silence counts: the peer is about to send.</summary>
    public void BeginListening()
    {
        _lastHeard = Stopwatch.GetTimestamp();
        Traffic.LongestSilence = 0;
    }

    /// <summary>From here on it does not: the peer is about to pause.</summary>
    public void EndListening()
    {
        CountSilence(Stopwatch.GetTimestamp());
        _lastHeard = 0;
    }

    /// <summary>True with what to tell where the path is another than at the last call.</summary>
    public bool TryTakePath(out PlayerEvent path)
    {
        PathStatistics now = peer.Statistics;
        path = new PlayerEvent
        {
            Event = PlayerEvent.Path, At = Stopwatch.GetTimestamp(), Local = now.LocalType, Remote = now.RemoteType, RemoteAddress = now.RemoteAddress,
        };
        if (!now.HasPath || (_path.HasPath && now.LocalType == _path.LocalType && now.RemoteType == _path.RemoteType
            && now.RemoteAddress == _path.RemoteAddress && path.RelayTransport == _relayTransport)) return false;
        _path = now;
        _relayTransport = path.RelayTransport;
        return true;
    }

    private void OnHeard()
    {
        long now = Stopwatch.GetTimestamp();
        CountSilence(now);
        if (_lastHeard != 0) _lastHeard = now;
    }

    private void CountSilence(long now)
    {
        if (_lastHeard != 0) Traffic.LongestSilence = Math.Max(Traffic.LongestSilence, Stopwatch.GetElapsedTime(_lastHeard, now).TotalMilliseconds);
    }
}

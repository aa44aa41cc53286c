using System;
using System.Collections.Generic;
using System.Diagnostics;
using P2PNet.Rtc;

namespace P2PNet.NatLab;

/// <summary>Sends steady traffic to one peer, and counts and times what comes from it.</summary>
internal sealed class LinkMeter(Session session, Peer peer)
{
    private readonly HashSet<int> _unreliable = [];
    private readonly Traffic _traffic = new();
    private PathStatistics _path;
    private int _nextReliable;
    private long _lastHeard;
    private bool _isListening;

    /// <summary>Milliseconds since the last message.</summary>
    public double Silence => Stopwatch.GetElapsedTime(_lastHeard).TotalMilliseconds;

    public void Send()
    {
        if (session.Send(peer, new ReliableTick { Number = _traffic.ReliableSent }) == SendResult.Sent) _traffic.ReliableSent++;
        else _traffic.Refused++;
        if (session.Send(peer, new UnreliableTick { Number = _traffic.UnreliableSent }) == SendResult.Sent) _traffic.UnreliableSent++;
        else _traffic.Refused++;
    }

    public void OnReliable(int number)
    {
        OnHeard();
        if (number < _nextReliable)
        {
            _traffic.Doubled++;
            return;
        }

        _traffic.ReliableReceived++;
        _traffic.ReliableSkipped += number - _nextReliable;
        _nextReliable = number + 1;
    }

    public void OnUnreliable(int number)
    {
        OnHeard();
        if (_unreliable.Add(number)) _traffic.UnreliableReceived++;
        else _traffic.Doubled++;
    }

    /// <summary>What was counted. A silence that has not ended yet counts, too; each count begins to look for the longest anew.</summary>
    public Traffic Count()
    {
        CountSilence(Stopwatch.GetTimestamp());
        Traffic counted = _traffic with { };
        _traffic.LongestSilence = 0;
        return counted;
    }

    /// <summary>From here on silence counts: the peer is about to send.</summary>
    public void BeginListening()
    {
        _lastHeard = Stopwatch.GetTimestamp();
        _isListening = true;
        _traffic.LongestSilence = 0;
    }

    /// <summary>From here on it does not: the peer is about to pause.</summary>
    public void EndListening()
    {
        CountSilence(Stopwatch.GetTimestamp());
        _isListening = false;
    }

    /// <summary>True with what to tell where the path is another than at the last call.</summary>
    public bool TryTakePath(out PlayerEvent path)
    {
        PathStatistics now = peer.Statistics;
        path = new PlayerEvent
        {
            Event = PlayerEvent.Path,
            At = Stopwatch.GetTimestamp(),
            Local = now.LocalType,
            Remote = now.RemoteType,
            RemoteAddress = now.RemoteAddress,
            RelayTransport = now.RelayProtocol,
        };
        if (!now.HasPath || (_path.HasPath && now.LocalType == _path.LocalType && now.RemoteType == _path.RemoteType
            && now.RemoteAddress == _path.RemoteAddress && now.RelayProtocol == _path.RelayProtocol)) return false;
        _path = now;
        return true;
    }

    private void OnHeard()
    {
        long now = Stopwatch.GetTimestamp();
        CountSilence(now);
        _lastHeard = now;
    }

    private void CountSilence(long now)
    {
        if (_isListening) _traffic.LongestSilence = Math.Max(_traffic.LongestSilence, Stopwatch.GetElapsedTime(_lastHeard, now).TotalMilliseconds);
    }
}

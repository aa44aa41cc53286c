using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>TCP clients without TCP: a test puts in what they send, and takes what they get.</summary>
internal sealed class QueuedStreams : ITurnStreams
{
    private readonly ConcurrentQueue<StreamMessage> _inbox = new();
    private readonly Queue<byte[]> _lent = new();

    public Action? Arrived { get; set; }

    /// <summary>What was sent to clients.</summary>
    public BlockingCollection<byte[]> Outbox { get; } = [];

    /// <summary>Buffers that were read and not yet given back.</summary>
    public int Lent => _lent.Count;

    /// <summary>Makes the next read fail.</summary>
    public volatile bool IsBroken;

    public void Put(in ClientTuple client, ReadOnlySpan<byte> message)
    {
        byte[] buffer = GC.AllocateArray<byte>(TurnServer.Headroom + message.Length + TurnServer.Tailroom, pinned: true);
        message.CopyTo(buffer.AsSpan(TurnServer.Headroom));
        Put(new StreamMessage(client, buffer, TurnServer.Headroom, message.Length));
    }

    public void PutEnd(in ClientTuple client) => Put(new StreamMessage(client, default, 0, 0));

    public bool TryRead(out StreamMessage message)
    {
        if (IsBroken)
        {
            IsBroken = false;
            throw new InvalidOperationException("broken by the test");
        }

        if (!_inbox.TryDequeue(out message)) return false;
        _lent.Enqueue([]);
        return true;
    }

    public void Release() => _lent.Clear();

    public void Send(in ClientTuple client, ReadOnlySpan<byte> message) => Outbox.Add(message.ToArray());

    public void SetAllocated(in ClientTuple client, bool isAllocated)
    {
    }

    private void Put(StreamMessage message)
    {
        _inbox.Enqueue(message);
        Arrived!();
    }
}

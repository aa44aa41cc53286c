using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Server.Turn;

/// <summary>
/// What TCP and TLS clients sent, on its way to the server's thread: a ring of pinned bytes, so that nothing is allocated for a message
/// and the sockets can send from where it lies. When it is full its writers wait, and TCP lets their clients wait.
/// </summary>
internal sealed class StreamInbox
{
    private const int Capacity = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly byte[] _ring = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private readonly Queue<StreamMessage> _messages = new();
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writeAt;
    private int _used;
    private int _usedByRead;

    /// <summary>Called when something came into an empty inbox.</summary>
    public Action? Arrived { get; set; }

    /// <summary>Copies a message; false where there is no room.</summary>
    public bool TryWrite(in ClientTuple client, in ReadOnlySequence<byte> message)
    {
        int length = (int)message.Length;
        int needed = TurnServer.Headroom + length + TurnServer.Tailroom;
        bool wasEmpty;
        lock (_gate)
        {
            // A message lies in one piece: what is left at the end of the ring stays unused.
            int skipped = _writeAt + needed > Capacity ? Capacity - _writeAt : 0;
            if (_used + skipped + needed > Capacity) return false;
            if (skipped > 0) _writeAt = 0;
            message.CopyTo(_ring.AsSpan(_writeAt + TurnServer.Headroom));
            wasEmpty = _messages.Count == 0;
            _messages.Enqueue(new StreamMessage(client, _ring.AsMemory(_writeAt, needed), TurnServer.Headroom, length) { RingBytes = skipped + needed });
            _writeAt += needed;
            _used += skipped + needed;
        }

        if (wasEmpty) Arrived?.Invoke();
        return true;
    }

    /// <summary>Says that a client is gone, after everything that it sent.</summary>
    public void WriteEnd(in ClientTuple client)
    {
        bool wasEmpty;
        lock (_gate)
        {
            wasEmpty = _messages.Count == 0;
            _messages.Enqueue(new StreamMessage(client, default, 0, 0));
        }

        if (wasEmpty) Arrived?.Invoke();
    }

    /// <summary>Ends when there may be room again.</summary>
    public Task WhenReleased()
    {
        lock (_gate) return _used == 0 ? Task.CompletedTask : _room.Task;
    }

    public bool TryRead(out StreamMessage message)
    {
        lock (_gate)
        {
            if (!_messages.TryDequeue(out message)) return false;
            _usedByRead += message.RingBytes;
            return true;
        }
    }

    public void Release()
    {
        if (_usedByRead == 0) return;
        TaskCompletionSource room;
        lock (_gate)
        {
            _used -= _usedByRead;
            _usedByRead = 0;
            room = _room;
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        room.SetResult();
    }
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Server.Turn;

/// <summary>
/// What TCP and TLS clients sent, on its way to the server's thread: a ring of pinned bytes, so that nothing is allocated for a message
/// and the sockets can send from where it lies. Each client has a <see cref="StreamShare"/> of it. Whose share or the ring is full waits,
/// and TCP lets the client wait; room is given to those with an allocation first, and among equals to who waits longest, a message each.
/// </summary>
internal sealed class StreamInbox
{
    private const int Capacity = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly byte[] _ring = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private readonly Queue<StreamMessage> _messages = new();
    private readonly Queue<StreamMessage> _read = new();
    private readonly Queue<StreamShare> _waiting = new();
    private readonly Queue<StreamShare> _waitingNewcomers = new();
    private int _writeAt;
    private int _used;

    /// <summary>Called when something came into an empty inbox.</summary>
    public Action? Arrived { get; set; }

    /// <summary>Copies a message, when there is room. Until the task ends the message has to stay, and no other may come from this client.</summary>
    public ValueTask WriteAsync(StreamShare share, in ReadOnlySequence<byte> message)
    {
        bool wasEmpty;
        lock (_gate)
        {
            bool hasRoom = share.HasRoomFor(Needed(message));
            bool isItsTurn = _waiting.Count == 0 && (!share.IsNewcomer || _waitingNewcomers.Count == 0);
            wasEmpty = _messages.Count == 0;
            if (!hasRoom || !isItsTurn || !TryCopy(share, message))
            {
                Task copied = share.Wait(message);
                if (hasRoom) Enqueue(share);
                return new ValueTask(copied);
            }
        }

        if (wasEmpty) Arrived?.Invoke();
        return ValueTask.CompletedTask;
    }

    /// <summary>Says that a client is gone, after everything that it sent.</summary>
    public void WriteEnd(StreamShare share)
    {
        bool wasEmpty;
        lock (_gate)
        {
            wasEmpty = _messages.Count == 0;
            _messages.Enqueue(new StreamMessage(share.Client, default, 0, 0) { Share = share });
        }

        if (wasEmpty) Arrived?.Invoke();
    }

    public bool TryRead(out StreamMessage message)
    {
        lock (_gate)
        {
            if (!_messages.TryDequeue(out message)) return false;
            _read.Enqueue(message);
            return true;
        }
    }

    /// <summary>What was read so far is not needed any more.</summary>
    public void Release()
    {
        bool hasArrived;
        lock (_gate)
        {
            if (_read.Count == 0) return;
            while (_read.TryDequeue(out StreamMessage message)) GiveBack(message);
            hasArrived = _messages.Count == 0;
            Serve(_waiting);
            if (_waiting.Count == 0) Serve(_waitingNewcomers);
            hasArrived &= _messages.Count > 0;
        }

        if (hasArrived) Arrived?.Invoke();
    }

    private static int Needed(in ReadOnlySequence<byte> message) => TurnServer.Headroom + (int)message.Length + TurnServer.Tailroom;

    private void GiveBack(in StreamMessage message)
    {
        StreamShare share = message.Share!;
        _used -= message.RingBytes;
        share.Used -= message.RingBytes;
        if (message.IsEnd) share.End();
        else if (share.IsWaiting && !share.IsQueued && share.HasRoomFor(Needed(share.Message))) Enqueue(share);
    }

    private void Enqueue(StreamShare share)
    {
        share.IsQueued = true;
        (share.IsNewcomer ? _waitingNewcomers : _waiting).Enqueue(share);
    }

    private void Serve(Queue<StreamShare> waiting)
    {
        while (waiting.TryPeek(out StreamShare? share) && TryCopy(share, share.Message))
        {
            waiting.Dequeue();
            share.GoOn();
        }
    }

    private bool TryCopy(StreamShare share, in ReadOnlySequence<byte> message)
    {
        int needed = Needed(message);
        if (_used == 0) _writeAt = 0;
        // A message lies in one piece: what is left at the end of the ring stays unused.
        int skipped = _writeAt + needed > Capacity ? Capacity - _writeAt : 0;
        if (_used + skipped + needed > Capacity) return false;
        if (skipped > 0) _writeAt = 0;
        message.CopyTo(_ring.AsSpan(_writeAt + TurnServer.Headroom));
        _messages.Enqueue(new StreamMessage(share.Client, _ring.AsMemory(_writeAt, needed), TurnServer.Headroom, (int)message.Length) { Share = share, RingBytes = skipped + needed });
        _writeAt += needed;
        _used += skipped + needed;
        share.Used += skipped + needed;
        return true;
    }
}

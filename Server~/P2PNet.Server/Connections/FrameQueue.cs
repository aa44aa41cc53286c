using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace P2PNet.Server;

/// <summary>
/// The frames that wait for a client. Bounded in frames and bytes: a client that reads too slowly must not make the server remember
/// for it. Any thread may put frames in; one takes them out.
/// </summary>
internal sealed class FrameQueue(int maxFrames, int maxBytes)
{
    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(maxFrames) { SingleReader = true });
    private long _bytes;
    private TaskCompletionSource? _waiter;
    private volatile bool _isCompleted;

    /// <summary>Frames that wait.</summary>
    public int Count => _frames.Reader.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>False where there is no room, or the queue is completed.</summary>
    public bool TryAdd(byte[] frame)
    {
        long bytes = Interlocked.Add(ref _bytes, frame.Length);
        if (bytes <= maxBytes && _frames.Writer.TryWrite(frame)) return true;
        Interlocked.Add(ref _bytes, -frame.Length);
        return false;
    }

    /// <summary>
    /// Waits until less than half of the room is taken, or the queue is completed. The client's own reader waits here before it takes
    /// the next request, so that replies alone never fill the queue. One waiter at a time.
    /// </summary>
    public Task WhenHalfEmptyAsync()
    {
        if (IsHalfEmpty) return Task.CompletedTask;
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _waiter, waiter);
        // What happened before the waiter could be seen.
        if (IsHalfEmpty || _isCompleted) Wake();
        return waiter.Task;
    }

    /// <summary>Nothing more comes; what waits can still be taken.</summary>
    public void Complete()
    {
        _frames.Writer.TryComplete();
        _isCompleted = true;
        Wake();
    }

    /// <summary>The frames in order, until the queue is completed and empty.</summary>
    public async IAsyncEnumerable<byte[]> TakeAll()
    {
        while (await _frames.Reader.WaitToReadAsync())
        {
            while (_frames.Reader.TryRead(out byte[]? frame))
            {
                yield return frame;
                // Counted off after it left: what the socket holds is still memory.
                Interlocked.Add(ref _bytes, -frame.Length);
                if (IsHalfEmpty) Wake();
            }
        }
    }

    private bool IsHalfEmpty => Count <= maxFrames / 2 && Bytes <= maxBytes / 2;

    private void Wake()
    {
        if (Volatile.Read(ref _waiter) != null) Interlocked.Exchange(ref _waiter, null)?.TrySetResult();
    }
}

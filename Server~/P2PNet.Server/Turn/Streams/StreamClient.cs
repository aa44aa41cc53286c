using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>
/// A client on a TCP or TLS connection. One task reads and cuts the stream into messages, one writes what the server's thread left in the
/// outbox: so neither TLS nor a slow client ever holds that thread up.
/// </summary>
internal sealed class StreamClient(ConnectionContext connection, in ClientTuple tuple, StreamInbox inbox, TimeProvider time)
{
    /// <summary>
    /// Bytes that wait for a slow client; what comes beyond is dropped, as a full router does. A quarter of a second at 8 Mbit/s: later
    /// than that, a game does not want it any more.
    /// </summary>
    private const int MaxOutbox = 256 * 1024;

    // Of one without an allocation, who asks and does not read: some answers, and no memory worth the asking.
    private const int MaxUnprovenOutbox = 4 * 1024;

    // Of one without an allocation: an Allocate has some 300 bytes, and it takes two of them.
    private const int MaxUnprovenMessage = 2 * 1024;
    private const int MaxUnprovenMessages = 64;

    private const int KeptCapacity = 16 * 1024;

    // Of a message, to know its length and that it is one: type, length, magic cookie.
    private const int MeasuredLength = 8;

    /// <summary>How long one who has ended may take to read what it asked for before.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly StreamShare _share = new(tuple);
    private readonly Newcomer? _newcomer = connection.Features.Get<Newcomer>();
    private readonly SemaphoreSlim _written = new(0);
    private ArrayBufferWriter<byte> _outbox = new();
    private long _heardAt = time.GetTimestamp();
    private long _idleSince = time.GetTimestamp();
    private bool _hasAllocation;
    private int _unprovenMessages;
    private bool _isOver;

    /// <summary>Messages that found the outbox full.</summary>
    public long Dropped { get; private set; }

    /// <summary>How long the client has sent nothing.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _heardAt));

    /// <summary>How long it has been here without an allocation; zero where it has one.</summary>
    public TimeSpan Idleness => Volatile.Read(ref _hasAllocation) ? TimeSpan.Zero : time.GetElapsedTime(Interlocked.Read(ref _idleSince));

    /// <summary>It got an allocation, or that is over. Thread: the server's.</summary>
    public void SetAllocated(bool isAllocated)
    {
        if (!isAllocated) Interlocked.Exchange(ref _idleSince, time.GetTimestamp());
        Volatile.Write(ref _unprovenMessages, 0);
        Volatile.Write(ref _hasAllocation, isAllocated);
        _share.IsNewcomer = !isAllocated;
        if (isAllocated) _newcomer?.Prove();
        else _newcomer?.Doubt();
    }

    /// <summary>Serves the client until either side ends the connection.</summary>
    public async Task RunAsync()
    {
        Task writer = WriteAllAsync(connection.Transport.Output);
        try
        {
            await ReadAllAsync(connection.Transport.Input);
        }
        catch (Exception e) when (e is System.IO.IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // The client is gone.
        }
        finally
        {
            // Who closes its side may still read the answers to what it asked before.
            inbox.WriteEnd(_share);
            await Task.WhenAny(_share.Ended, Task.Delay(LongestEnd, time));
            lock (_gate) _isOver = true;
            _written.Release();
            await Task.WhenAny(writer, Task.Delay(LongestEnd, time));
            connection.Transport.Output.CancelPendingFlush();
            await writer;
        }
    }

    /// <summary>Ends it; any thread.</summary>
    public void Abort(string reason) => connection.Abort(new ConnectionAbortedException(reason));

    /// <summary>Copies a whole message to the outbox, or drops it. Thread: the server's.</summary>
    public bool TrySend(ReadOnlySpan<byte> message)
    {
        bool wasEmpty;
        lock (_gate)
        {
            if (_isOver) return false;
            if (_outbox.WrittenCount + message.Length > (_hasAllocation ? MaxOutbox : MaxUnprovenOutbox))
            {
                Dropped++;
                return false;
            }

            wasEmpty = _outbox.WrittenCount == 0;
            _outbox.Write(message);
        }

        if (wasEmpty) _written.Release();
        return true;
    }

    private async Task ReadAllAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            Interlocked.Exchange(ref _heardAt, time.GetTimestamp());
            ReadOnlySequence<byte> buffer = result.Buffer;
            StreamFrame frame;
            while ((frame = Measure(buffer, out int length, out int withPadding)) != StreamFrame.Broken)
            {
                if (IsTooLong(length)) return;
                if (frame == StreamFrame.Incomplete) break;
                if (IsOneTooMany()) return;
                await inbox.WriteAsync(_share, buffer.Slice(0, length));
                buffer = buffer.Slice(withPadding);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            // What is neither STUN nor ChannelData can't be followed any further.
            if (frame == StreamFrame.Broken || result.IsCompleted) return;
        }
    }

    // Whoever has shown nothing sends no longer messages, and no more of them, than it takes to show something.
    private bool IsTooLong(int length) => length > MaxUnprovenMessage && !Volatile.Read(ref _hasAllocation);

    private bool IsOneTooMany() => !Volatile.Read(ref _hasAllocation) && Interlocked.Increment(ref _unprovenMessages) > MaxUnprovenMessages;

    private static StreamFrame Measure(in ReadOnlySequence<byte> buffer, out int length, out int withPadding)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(MeasuredLength, buffer.Length)];
        buffer.Slice(0, start.Length).CopyTo(start);
        StreamFrame frame = MeasureStart(start, out length, out withPadding);
        return frame == StreamFrame.Incomplete && withPadding > 0 && buffer.Length >= withPadding ? StreamFrame.Complete : frame;
    }

    private static StreamFrame MeasureStart(Span<byte> start, out int length, out int withPadding)
    {
        // The framer knows the channel numbers of RFC 8656 alone.
        if (start.Length > 0 && ClientChannels.IsFirstByte(start[0])) start[0] = ChannelDataHeader.FirstChannel >> 8;
        return StreamFramer.Measure(start, out length, out withPadding);
    }

    /// <summary>
    /// Inside TLS each message becomes a record of its own. Some clients, coturn's own among them, read one message whenever the socket
    /// has something, and would leave the second of a record where it is until a third comes.
    /// </summary>
    private static int FirstMessage(ReadOnlySpan<byte> messages)
    {
        Span<byte> start = stackalloc byte[Math.Min(MeasuredLength, messages.Length)];
        messages[..start.Length].CopyTo(start);
        MeasureStart(start, out _, out int length);
        return length;
    }

    private async Task WriteAllAsync(PipeWriter output)
    {
        var sending = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                await _written.WaitAsync();
                bool isOver;
                lock (_gate)
                {
                    isOver = _isOver;
                    (_outbox, sending) = (sending, _outbox);
                }

                ReadOnlyMemory<byte> rest = sending.WrittenMemory;
                while (rest.Length > 0)
                {
                    int length = _share.Client.Transport == TurnTransport.Tls ? FirstMessage(rest.Span) : rest.Length;
                    FlushResult result = await output.WriteAsync(rest[..length]);
                    if (result.IsCompleted || result.IsCanceled) return;
                    rest = rest[length..];
                }

                if (isOver) return;
                // A burst's memory is not kept for each of thousands of clients.
                if (sending.Capacity > KeptCapacity) sending = new ArrayBufferWriter<byte>();
                else sending.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is System.IO.IOException or OperationCanceledException or ConnectionAbortedException or InvalidOperationException)
        {
            // The reader sees the same end.
            connection.Abort();
        }
    }
}

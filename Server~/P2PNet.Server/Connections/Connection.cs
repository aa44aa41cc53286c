using System;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// One client's WebSocket. One task reads, and does what the frames ask for; one writes. Other connections' tasks call
/// <see cref="Send(byte[])"/>, which never waits. How a connection ends is decided once, by whoever calls <see cref="CloseAfter"/> or
/// <see cref="CutOff"/> first.
/// </summary>
internal sealed class Connection
{
    /// <summary>How long a client may take to answer a close frame, and to read what was queued before it.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly FrameDispatcher _dispatcher;
    private readonly FrameQueue _queue;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();
    private int _state = (int)ConnectionState.AwaitingHello;
    private long _heardAt;
    private long _framesReceived;
    private long _framesSent;
    private volatile Member? _member;
    private string _endReason = "closed by the client";
    private WebSocketCloseStatus _closeStatus = WebSocketCloseStatus.NormalClosure;

    public Connection(long number, WebSocket socket, string host, FrameDispatcher dispatcher, ServerOptions options, TimeProvider time, ILogger logger)
    {
        Number = number;
        Host = host;
        _socket = socket;
        _dispatcher = dispatcher;
        _time = time;
        _logger = logger;
        _queue = new FrameQueue(options.MaxQueuedFrames, options.MaxQueuedBytes);
        Rate = new FrameRate(options.FramesPerSecond, options.FrameBurst, time);
        _heardAt = time.GetTimestamp();
    }

    /// <summary>Its name in logs.</summary>
    public long Number { get; }

    /// <summary>The server's host as this client wrote it, without the port.</summary>
    public string Host { get; }

    /// <summary>The identity that the client was given; it does not depend on what the client says.</summary>
    public string PlayerId { get; } = OpaqueId.Create();

    public FrameRate Rate { get; }

    /// <summary>The client's place in a lobby, null while it is in none. Set under the lobby's lock.</summary>
    public Member? Member
    {
        get => _member;
        set => _member = value;
    }

    public ConnectionState State => (ConnectionState)Volatile.Read(ref _state);

    /// <summary>How long nothing was heard.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Interlocked.Read(ref _heardAt));

    /// <summary>From hello on.</summary>
    public void BecomeReady() => Interlocked.CompareExchange(ref _state, (int)ConnectionState.Ready, (int)ConnectionState.AwaitingHello);

    /// <summary>Serves the client until its end.</summary>
    /// <param name="opening">What it said before the WebSocket stood; as good as its first frames.</param>
    public async Task RunAsync(IReadOnlyList<byte[]> opening)
    {
        Task writer = WriteAllAsync();
        using var receiver = new FrameReceiver(_socket, ProtocolLimits.MaxFrameBytes);
        await ReadAllAsync(opening, receiver);
        _dispatcher.ConnectionEnded(this);
        _queue.Complete();
        await Task.WhenAll(writer, DrainAsync(receiver));
        Volatile.Write(ref _state, (int)ConnectionState.Closed);
        Log.ConnectionEnded(_logger, Number, _endReason, _framesReceived, _framesSent);
    }

    public void Send(Frame frame) => Send(FrameEncoder.Encode(frame));

    /// <summary>Queues an encoded frame. A client that left too many unread is cut off; one that is closing gets no more.</summary>
    public void Send(byte[] frame)
    {
        if (State >= ConnectionState.Closing || _queue.TryAdd(frame) || State >= ConnectionState.Closing) return;
        Log.SlowReaderCut(_logger, Number, _queue.Count, _queue.Bytes);
        CutOff("too slow");
    }

    /// <summary>Answers that something was not done; the connection goes on.</summary>
    public void SendError(string code, string message, long? id = null, string? link = null)
    {
        Log.ErrorSent(_logger, Number, code, false);
        Send(new ErrorFrame(code, message, id, false, link));
    }

    /// <summary>Says why, and closes after what is queued has left.</summary>
    public void CloseAfter(string code, string message, WebSocketCloseStatus status, long? id = null)
    {
        if (!TryBeginEnd(code, status)) return;
        Log.ErrorSent(_logger, Number, code, true);
        _queue.TryAdd(FrameEncoder.Encode(new ErrorFrame(code, message, id, fatal: true)));
        _queue.Complete();
        _ended.CancelAfter(CloseTimeout);
    }

    /// <summary>Ends the connection now: there is nothing that the client would read.</summary>
    public void CutOff(string reason)
    {
        TryBeginEnd(reason, WebSocketCloseStatus.PolicyViolation);
        _queue.Complete();
        _socket.Abort();
    }

    private bool TryBeginEnd(string reason, WebSocketCloseStatus status)
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state >= (int)ConnectionState.Closing) return false;
            if (Interlocked.CompareExchange(ref _state, (int)ConnectionState.Closing, state) != state) continue;
            _endReason = reason;
            _closeStatus = status;
            return true;
        }
    }

    /// <summary>Reads until the client closes, the connection breaks, or it is closing for any reason.</summary>
    private async Task ReadAllAsync(IReadOnlyList<byte[]> opening, FrameReceiver receiver)
    {
        try
        {
            foreach (byte[] frame in opening)
            {
                if (State >= ConnectionState.Closing) return;
                _framesReceived++;
                Handle(ReceivedKind.Text, frame);
            }

            ReceivedKind kind;
            while ((kind = await receiver.ReceiveAsync(_ended.Token)) != ReceivedKind.Close && State < ConnectionState.Closing)
            {
                Interlocked.Exchange(ref _heardAt, _time.GetTimestamp());
                _framesReceived++;
                Handle(kind, receiver.Payload);
                if (State >= ConnectionState.Closing) return;
                await _queue.WhenHalfEmptyAsync();
            }

            TryBeginEnd("closed by the client", WebSocketCloseStatus.NormalClosure);
        }
        catch (Exception e) when (IsEnd(e))
        {
            TryBeginEnd("broken", WebSocketCloseStatus.NormalClosure);
        }
        catch (Exception e)
        {
            Log.ConnectionFaulted(_logger, Number, e);
            CloseAfter(ErrorCode.InternalError, "The server made a mistake and ends this connection: connect again.", WebSocketCloseStatus.InternalServerError);
        }
    }

    /// <summary>
    /// Reads on without looking until the client's close frame: closing a TCP connection with unread bytes resets it, and the client
    /// might never see the sentence that says why.
    /// </summary>
    private async Task DrainAsync(FrameReceiver receiver)
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseSent) await receiver.DrainAsync(_ended.Token);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // That is an end too.
        }
    }

    private void Handle(ReceivedKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind == ReceivedKind.Text)
            _dispatcher.Handle(this, payload);
        else if (kind == ReceivedKind.Binary)
            CloseAfter(ErrorCode.BinaryFrame, "Frames are JSON in text messages: send no binary ones.", WebSocketCloseStatus.InvalidMessageType);
        else
            CloseAfter(ErrorCode.FrameTooLarge, $"The frame has more than {ProtocolLimits.MaxFrameBytes} bytes: send less.", WebSocketCloseStatus.MessageTooBig);
    }

    private async Task WriteAllAsync()
    {
        try
        {
            await foreach (byte[] frame in _queue.TakeAll())
            {
                await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
                _framesSent++;
            }

            // The status says why in a word; the sentence was in the frame before.
            await _socket.CloseOutputAsync(_closeStatus, _endReason, _ended.Token);
            _ended.CancelAfter(CloseTimeout);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The reader sees the same end. It may wait for bytes that never come, or for room in the queue: this wakes it.
            _socket.Abort();
            _queue.Complete();
        }
    }

    private static bool IsEnd(Exception e) => e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException;
}

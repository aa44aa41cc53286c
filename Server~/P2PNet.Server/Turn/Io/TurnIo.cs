using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// The thread and the sockets of a <see cref="TurnServer"/>. The rounds are the same everywhere: wait, take what came from the sockets and
/// the streams, send what the server made of it; a kind of sockets adds how to do these.
/// </summary>
internal abstract class TurnIo : ITurnTransport, IDisposable
{
    /// <summary>So many messages of streams are taken a round.</summary>
    protected const int MaxOfStreams = 64;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly Func<Timestamp> _clock;
    private readonly Action<Exception> _faulted;
    private readonly FaultBudget _faultBudget = new(); // of words: whoever found a mistake can repeat it without end
    private Thread? _thread;
    private volatile bool _isStopping;

    /// <inheritdoc cref="Create"/>
    protected TurnIo(Func<Timestamp> clock, Action<Exception> faulted)
    {
        _clock = clock;
        _faulted = faulted;
    }

    /// <summary>Datagrams that could not be sent, and errors of the sockets.</summary>
    public IoCounters IoCounters { get; } = new();

    public abstract bool CanSendUnfragmented { get; }

    /// <summary>Whose doors the thread calls.</summary>
    protected TurnServer Server { get; private set; } = null!;

    protected ITurnStreams Streams { get; private set; } = null!;

    /// <summary>The fastest that this system has.</summary>
    /// <param name="listeners">
    /// Bound sockets, from now on the result's, in the order of <see cref="TurnServerOptions.Listeners"/>; null where a listener is no UDP socket.
    /// </param>
    /// <param name="clock">The time that the server is told.</param>
    /// <param name="faulted">Called on the I/O thread for a mistake of the server, which costs the packets of that moment; the thread goes on.</param>
    public static TurnIo Create(IReadOnlyList<Socket?> listeners, Func<Timestamp> clock, Action<Exception> faulted)
    {
        if (LinuxSystem.IsUsable()) return new LinuxTurnIo(listeners, clock, faulted);
        return new SocketTurnIo(listeners, clock, faulted);
    }

    /// <summary>Starts the thread: it receives, calls the server's doors, drains the streams' inbox, and keeps <see cref="TurnServer.NextTimeout"/>.</summary>
    public void Start(TurnServer server, ITurnStreams streams)
    {
        Server = server;
        Streams = streams;
        streams.Arrived = WakeUp;
        _thread = new Thread(Run) { IsBackground = true, Name = "TURN" };
        _thread.Start();
    }

    public abstract void SendToClient(in ClientTuple client, Span<byte> message);

    public void SetAllocated(in ClientTuple client, bool isAllocated)
    {
        if (client.IsStream) Streams.SetAllocated(client, isAllocated);
    }

    public abstract void SendToPeer(RelayHandle relay, in TransportAddress peer, Span<byte> datagram);

    public abstract void SendToPeerUnfragmented(RelayHandle relay, in TransportAddress peer, Span<byte> datagram);

    public abstract Span<byte> RentResponse();

    public abstract RelayOpenResult TryOpenRelay(in TransportAddress local, out RelayHandle relay);

    public abstract void CloseRelay(RelayHandle relay);

    /// <summary>Ends the thread and closes all sockets. What was received before leaves still.</summary>
    public void Dispose()
    {
        if (_isStopping) return;
        _isStopping = true;
        WakeUp();
        // A thread that does not end keeps its memory: better lost than used after it was freed.
        if (_thread is not null && !_thread.Join(LongestEnd)) return;
        CloseAll();
    }

    /// <summary>Ends the <see cref="Wait"/> that runs, or else the next. Thread: any, also after the end.</summary>
    protected abstract void WakeUp();

    /// <summary>Waits until a socket has something, but not longer; sooner is no harm.</summary>
    protected abstract void Wait(TimeSpan patience);

    /// <summary>Takes what came to the sockets that <see cref="Wait"/> found ready.</summary>
    protected abstract void Receive(Timestamp now);

    /// <summary>Sends what waits; what was lent to the server in this round is free again.</summary>
    protected abstract void SendAll();

    /// <summary>Closes the sockets and frees what they used; the thread has ended.</summary>
    protected abstract void CloseAll();

    private void Run()
    {
        bool hasMore = false;
        while (!_isStopping)
        {
            try
            {
                hasMore = Turn(hasMore);
            }
            catch (Exception e)
            {
                hasMore = true;
                IoCounters.Faults++;
                if (_faultBudget.TryTake(_clock())) _faulted(e);
                EndRound();
            }
        }
    }

    /// <summary>One round. Returns whether more is known to be there.</summary>
    private bool Turn(bool hasMore)
    {
        Wait(hasMore ? TimeSpan.Zero : Patience());
        Timestamp now = _clock();
        Receive(now);
        bool hasMoreOfStreams = ReadStreams(now);
        if (now >= Server.NextTimeout) Server.HandleTimeout(now);
        EndRound();
        return hasMoreOfStreams;
    }

    private TimeSpan Patience()
    {
        TimeSpan patience = Server.NextTimeout - _clock();
        return patience <= TimeSpan.Zero ? TimeSpan.Zero : patience >= LongestWait ? LongestWait : patience;
    }

    /// <summary>Whether there are more than one round takes.</summary>
    private bool ReadStreams(Timestamp now)
    {
        for (int i = 0; i < MaxOfStreams; i++)
        {
            if (!Streams.TryRead(out StreamMessage message)) return false;
            if (message.IsEnd) Server.HandleClientGone(now, message.Client);
            else Server.HandleClient(now, message.Client, message.Buffer.Span, message.Offset, message.Length);
        }

        return true;
    }

    /// <summary>In this order: what is sent may lie in the streams' buffers.</summary>
    private void EndRound()
    {
        SendAll();
        Streams.Release();
    }
}

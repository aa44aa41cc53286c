using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// The transmission control block (RFC 9260 §14): what the procedures of one association share. Each procedure keeps to itself
    /// what only it needs.
    /// </summary>
    internal sealed class Tcb
    {
        private const int MaxReasonBytes = 128;
        private int _errorCount;

        public Tcb(SctpOptions options, IRandom random, BufferPool buffers, SctpCounters counters)
        {
            Options = options;
            Random = random;
            Buffers = buffers;
            Counters = counters;
            Timers = new TimerTable((int)SctpTimer.Count);
            Rto = new RtoEstimator(options);
            Events = new EventQueue();
            Controls = new ControlQueue(buffers, counters);
            // RFC 9260 §5.3.1: any tag but 0.
            do LocalTag = random.NextUInt32();
            while (LocalTag == 0);
            LocalInitialTsn = new Tsn(random.NextUInt32());
        }

        public SctpOptions Options { get; }

        public IRandom Random { get; }

        public BufferPool Buffers { get; }

        public SctpCounters Counters { get; }

        public TimerTable Timers { get; }

        public RtoEstimator Rto { get; }

        public EventQueue Events { get; }

        /// <summary>Answers that wait for a packet.</summary>
        public ControlQueue Controls { get; }

        public SctpState State { get; private set; }

        /// <summary>Whether it is over; <see cref="SctpState.Closed"/> then never changes again.</summary>
        public bool HasEnded { get; private set; }

        /// <summary>What the peer puts into the verification tag.</summary>
        public uint LocalTag { get; }

        /// <summary>What we put into the verification tag; 0 as long as it is not known.</summary>
        public uint PeerTag { get; set; }

        public Tsn LocalInitialTsn { get; }

        public bool PeerSupportsForwardTsn { get; set; }

        public bool PeerSupportsReConfig { get; set; }

        /// <summary>Streams that we may send on: the smaller of what we asked for and what the peer takes (RFC 9260 §5.1.1).</summary>
        public int OutgoingStreams { get; set; } = ushort.MaxValue;

        /// <summary>Whether DATA is taken in this state (RFC 9260 §6).</summary>
        public bool ReceivesData =>
            State == SctpState.Established || State == SctpState.ShutdownPending || State == SctpState.ShutdownSent;

        /// <summary>Whether DATA may be sent in this state (RFC 9260 §6).</summary>
        public bool SendsData =>
            State == SctpState.Established || State == SctpState.ShutdownPending || State == SctpState.ShutdownReceived;

        public void TransitionTo(SctpState state) => State = state;

        public void StartTimer(SctpTimer timer, Timestamp now, TimeSpan duration) => Timers.Set((int)timer, now + duration);

        public void StopTimer(SctpTimer timer) => Timers.Stop((int)timer);

        public bool IsRunning(SctpTimer timer) => Timers.IsRunning((int)timer);

        /// <summary>The peer answered: it is reachable (RFC 9260 §8.1).</summary>
        public void ClearErrors() => _errorCount = 0;

        /// <summary>Something had to be sent again. False where that made the association fail.</summary>
        public bool CountError()
        {
            if (++_errorCount <= Options.MaxRetransmits) return true;
            Abort(ErrorCauseCode.UserInitiatedAbort, "The peer no longer answers.");
            return false;
        }

        /// <summary>Ends with a failure and tells the peer why (RFC 9260 §9.1).</summary>
        public void Abort(ErrorCauseCode cause, string reason)
        {
            if (HasEnded) return;
            Span<byte> text = stackalloc byte[MaxReasonBytes];
            if (PeerTag != 0)
            {
                Controls.Clear();
                Controls.AddPacketWithCause(PeerTag, ChunkType.Abort, cause, text.Slice(0, Encode(reason, text)));
            }

            End(SctpEvent.Failure(reason));
        }

        /// <summary>Ends without a word to the peer.</summary>
        public void Fail(string reason, bool isEndedByUser = false) => End(SctpEvent.Failure(reason, isEndedByUser));

        /// <summary>Ends in order.</summary>
        public void Close() => End(SctpEvent.Of(SctpEventKind.Closed));

        /// <summary>Ends without an event: the owner lets go.</summary>
        public void Discard()
        {
            HasEnded = true;
            TransitionTo(SctpState.Closed);
            Timers.StopAll();
        }

        private void End(in SctpEvent last)
        {
            if (HasEnded) return;
            Discard();
            Events.Add(last);
        }

        private static int Encode(string text, Span<byte> destination)
        {
            // Letters only: a cut in the middle of a UTF-8 sequence cannot happen in what is one byte each.
            int length = Math.Min(text.Length, destination.Length);
            for (int i = 0; i < length; i++) destination[i] = text[i] < 0x80 ? (byte)text[i] : (byte)'?';
            return length;
        }
    }
}

using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Takes DATA and FORWARD TSN, keeps the window honest, and decides when a SACK leaves (RFC 9260 §6.2, §6.7; RFC 3758 §3.6).
    /// </summary>
    internal sealed class DataReceiver
    {
        /// <summary>Chunks and messages held at a time, unassembled, out of order or unread: tiny ones cost more than their bytes.</summary>
        public const int MaxHeld = 16384;

        // What a held chunk counts at least in the window: with it MaxHeld chunks and the default window end together.
        private const int SmallestCharge = 64;

        // Fills of gaps are taken beyond the window, for only they let what waits go; this far, since an honest peer never needs more.
        private const int GapAllowance = 64 * 1024;

        private readonly Tcb _tcb;
        private readonly TsnTracker _tracker = new TsnTracker();
        private readonly ReassemblyQueue _reassembly;
        private readonly IncomingStreams _streams;
        private readonly long _window;
        private uint _lastAdvertised;
        private int _packetsSinceSack;
        private bool _packetHasData;
        private bool _isSackDue;
        private bool _isSackPending;

        public DataReceiver(Tcb tcb)
        {
            _tcb = tcb;
            _reassembly = new ReassemblyQueue(tcb, _tracker);
            _streams = new IncomingStreams(tcb);
            _window = Math.Min(Math.Max(tcb.Options.ReceiveWindow, tcb.Options.MaxMessageSize + GapAllowance), uint.MaxValue);
            _lastAdvertised = (uint)_window;
        }

        public Tsn CumulativeTsn => _tracker.Cumulative;

        public IncomingStreams Streams => _streams;

        /// <summary>Bytes of payload that are held here or wait to be polled.</summary>
        public long HeldBytes => _reassembly.Bytes + _streams.Bytes + _tcb.Events.UnreadBytes;

        /// <summary>What the peer may still send, as a SACK or INIT says it. Never a sliver (RFC 9260 §6.2, silly windows).</summary>
        public uint AdvertisedWindow
        {
            get
            {
                long byCount = (long)(MaxHeld - HeldCount) * SmallestCharge * Math.Max(1, _window / (MaxHeld * SmallestCharge));
                long room = Math.Min(_window - HeldBytes, byCount);
                return room < _tcb.Options.MaxPacketSize ? 0 : (uint)room;
            }
        }

        /// <summary>Whether TSNs are missing below the highest.</summary>
        public bool HasGaps => _tracker.HasGaps;

        private int HeldCount => _reassembly.Count + _streams.Count + _tcb.Events.UnreadMessages;

        public void Start(Tsn peerInitialTsn) => _tracker.Start(peerInitialTsn);

        public void HandleData(Timestamp now, in DataChunk chunk)
        {
            _packetHasData = true;
            _isSackDue |= chunk.IsImmediate;
            if (_tracker.Contains(chunk.Tsn))
            {
                _tcb.Counters.DroppedDuplicates++;
                _tracker.AddDuplicate(chunk.Tsn);
                _isSackDue = true;
                return;
            }

            if (!HasRoomFor(chunk))
            {
                _tcb.Counters.DroppedOutOfWindow++;
                _isSackDue = true;
                return;
            }

            _tracker.Add(chunk.Tsn);
            if (chunk.Stream.Value >= _tcb.Options.IncomingStreams)
            {
                RefuseStream(chunk);
                return;
            }

            if (_reassembly.Add(chunk, out ReceivedFragment message)) _streams.Add(message);
            if (_reassembly.IsTooLarge)
                _tcb.Abort(ErrorCauseCode.OutOfResource, "The peer sent a message larger than the " + _tcb.Options.MaxMessageSize + " bytes that were agreed.");
        }

        public void HandleForwardTsn(in ForwardTsnChunk chunk)
        {
            _packetHasData = true;
            if (chunk.NewCumulativeTsn <= _tracker.Cumulative)
            {
                // Our SACK got lost, perhaps.
                _tcb.Counters.DroppedOldForwardTsns++;
                _isSackDue = true;
                return;
            }

            if (chunk.NewCumulativeTsn - _tracker.Cumulative > ushort.MaxValue)
            {
                _tcb.Counters.DroppedMalformedChunks++;
                return;
            }

            _tracker.ForwardTo(chunk.NewCumulativeTsn);
            _reassembly.PurgeUpTo(chunk.NewCumulativeTsn);
            for (int i = 0; i < chunk.SkippedCount; i++)
            {
                SkippedStream skipped = chunk.Skipped(i);
                if (skipped.Stream.Value < _tcb.Options.IncomingStreams) _streams.Skip(skipped);
            }
        }

        /// <summary>A packet was handled: decides about the SACK (RFC 9260 §6.2, §6.7).</summary>
        public void HandleEndOfPacket(Timestamp now)
        {
            if (!_packetHasData) return;
            _packetHasData = false;
            _isSackPending = true;
            _packetsSinceSack++;
            if (_tracker.HasGaps || _packetsSinceSack >= 2) _isSackDue = true;
            if (!_isSackDue && !_tcb.IsRunning(SctpTimer.Sack)) _tcb.StartTimer(SctpTimer.Sack, now, _tcb.Options.SackDelay);
        }

        /// <summary>The SACK must not wait any longer.</summary>
        public void HandleSackTimeout() => _isSackDue |= _isSackPending;

        /// <summary>Sends a SACK whatever else happens.</summary>
        public void AskForSack() => _isSackDue = true;

        /// <summary>Messages were read. A window that opened by a quarter is worth telling (RFC 9260 §6.2).</summary>
        public void HandleRead()
        {
            uint window = AdvertisedWindow;
            if (window > _lastAdvertised && window - _lastAdvertised >= _window / 4) _isSackDue = true;
        }

        /// <summary>Writes a SACK if one is due, or if one is pending and <paramref name="company"/> leaves anyway.</summary>
        public void WriteSack(ref PacketWriter packet, bool company)
        {
            if (!_isSackDue && !(company && _isSackPending)) return;
            uint window = AdvertisedWindow;
            int length = SackChunk.Write(packet.Free, _tracker.Cumulative, window, _tracker.Ranges, _tracker.Duplicates);
            if (length == 0) return;
            packet.Commit(length);
            _lastAdvertised = window;
            _tracker.ClearDuplicates();
            _isSackDue = false;
            _isSackPending = false;
            _packetsSinceSack = 0;
            _tcb.StopTimer(SctpTimer.Sack);
            _tcb.Counters.SacksSent++;
        }

        public void Clear()
        {
            _reassembly.Clear();
            _streams.Clear();
        }

        private bool HasRoomFor(in DataChunk chunk)
        {
            if (!_tracker.CanAdd(chunk.Tsn)) return false;
            long after = HeldBytes + chunk.Payload.Length;
            if (after <= _window && HeldCount < MaxHeld) return true;
            // RFC 9260 §6.2: with the window shut, what fills a gap is still taken.
            return chunk.Tsn < _tracker.Highest && after <= _window + GapAllowance && HeldCount < MaxHeld * 2;
        }

        private void RefuseStream(in DataChunk chunk)
        {
            // RFC 9260 §6.5: acknowledged, answered with an ERROR, and dropped.
            _tcb.Counters.DroppedInvalidStream++;
            Span<byte> value = stackalloc byte[4];
            value.Clear();
            value[0] = (byte)(chunk.Stream.Value >> 8);
            value[1] = (byte)chunk.Stream.Value;
            _tcb.Controls.AddError(ErrorCauseCode.InvalidStreamIdentifier, value);
        }
    }
}

using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.DataChannels;

namespace P2PNet.Tests.Rtc.DataChannels
{
    /// <summary>Streams without a network: what one table sends waits here until <see cref="Deliver"/> brings it to the other.</summary>
    internal sealed class FakeStreams : IStreamTransport
    {
        private readonly Queue<Sent> _sent = new Queue<Sent>();
        private readonly Queue<StreamId> _resets = new Queue<StreamId>();

        public bool IsFull { get; set; }

        public List<(Ppid Ppid, Reliability Reliability)> Log { get; } = new List<(Ppid, Reliability)>();

        public int Waiting => _sent.Count + _resets.Count;

        public SendStatus Send(Timestamp now, StreamId stream, Ppid ppid, PooledBuffer payload, in Reliability reliability)
        {
            if (IsFull) return SendStatus.WouldBlock;
            _sent.Enqueue(new Sent { Stream = stream, Ppid = ppid, Payload = payload });
            Log.Add((ppid, reliability));
            return SendStatus.Accepted;
        }

        public void ResetStreams(Timestamp now, ReadOnlySpan<StreamId> outgoing)
        {
            foreach (StreamId stream in outgoing) _resets.Enqueue(stream);
        }

        public long BufferedAmountOf(StreamId stream) => _sent.Count;

        public long UnacknowledgedBytesOf(StreamId stream) => _sent.Count;

        /// <summary>Everything sent so far arrives, then the resets, as the association would order them.</summary>
        public void Deliver(DataChannelTable own, DataChannelTable other)
        {
            while (_sent.TryDequeue(out Sent sent)) other.OnMessage(Timestamp.Zero, sent.Stream, sent.Ppid, sent.Payload!);
            while (_resets.TryDequeue(out StreamId stream))
            {
                other.OnIncomingReset(Timestamp.Zero, stream);
                own.OnOutgoingReset(stream);
            }
        }

        public void Drop()
        {
            while (_sent.TryDequeue(out Sent sent)) sent.Payload!.Dispose();
            _resets.Clear();
        }

        private struct Sent
        {
            public StreamId Stream;
            public Ppid Ppid;
            public PooledBuffer? Payload;
        }
    }
}

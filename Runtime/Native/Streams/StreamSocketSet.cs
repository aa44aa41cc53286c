using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;

namespace P2PNet.Native
{
    /// <summary>The connections to TURN servers of a client. Belongs to the network thread.</summary>
    internal sealed class StreamSocketSet : IStreamConnector, IDisposable
    {
        private const int MaxStreams = SocketId.FirstRelay - SocketId.FirstStream;

        // As with UDP, so that a flood cannot starve the timers.
        private const int Batch = 64;

        private readonly BufferPool _buffers;
        private readonly Action _wake;
        private readonly StreamSocketOptions _options;
        private readonly StreamSocket?[] _streams = new StreamSocket?[MaxStreams];
        private readonly List<StreamSocket> _closing = new List<StreamSocket>();
        private int _next;
        private int _taken;

        /// <summary>Makes an empty set.</summary>
        /// <param name="buffers">Lends the messages.</param>
        /// <param name="wake">Called on any thread when there is something for the loop.</param>
        /// <param name="options">Limits; null for the defaults.</param>
        public StreamSocketSet(BufferPool buffers, Action wake, StreamSocketOptions? options = null)
        {
            _buffers = buffers;
            _wake = wake;
            _options = options ?? StreamSocketOptions.Default;
        }

        public StreamCounters Counters { get; } = new StreamCounters();

        /// <summary>Whether connections that were closed still send what was sent before.</summary>
        public bool IsClosing
        {
            get
            {
                _closing.RemoveAll(stream => stream.Completion.IsCompleted);
                return _closing.Count > 0;
            }
        }

        /// <inheritdoc/>
        public bool TryOpen(in StreamRequest request, out SocketId id)
        {
            id = default;
            int free = Array.IndexOf(_streams, null);
            if (free < 0) return false;
            id = new SocketId((byte)(SocketId.FirstStream + free));
            _streams[free] = new StreamSocket(request, _buffers, _wake, _options);
            return true;
        }

        /// <inheritdoc/>
        public void Close(SocketId id)
        {
            if (!(Find(id) is StreamSocket stream)) return;
            _streams[id.Value - SocketId.FirstStream] = null;
            stream.DropReceived();
            if (stream.HasUnflushed) stream.Flush();
            stream.Close();
            _closing.Add(stream);
        }

        /// <summary>At the beginning of a round.</summary>
        public void BeginReceiving()
        {
            _next = 0;
            _taken = 0;
        }

        /// <summary>Gives the next message that came, up to a batch a connection; whoever gets it disposes it.</summary>
        public bool TryReceive(out DatagramInfo info, out PooledBuffer? message)
        {
            for (; _next < MaxStreams; _next++, _taken = 0)
            {
                StreamSocket? stream = _streams[_next];
                if (stream == null) continue;
                if (_taken == Batch)
                {
                    // The rest is for the next round, which has to come without another message.
                    _wake();
                    continue;
                }

                if (!stream.TryReceive(out message)) continue;
                _taken++;
                Counters.MessagesReceived++;
                info = new DatagramInfo(new SocketId((byte)(SocketId.FirstStream + _next)), stream.Remote);
                return true;
            }

            info = default;
            message = null;
            return false;
        }

        /// <summary>Tells the endpoint which connections stand and which have ended, behind everything that they brought.</summary>
        public void Announce(Timestamp now, RtcEndpoint endpoint)
        {
            for (int i = 0; i < MaxStreams; i++)
            {
                StreamSocket? stream = _streams[i];
                if (stream == null) continue;
                var id = new SocketId((byte)(SocketId.FirstStream + i));
                // Read before the queue is looked at: whatever came is in the queue by then.
                string? reason = stream.EndReason;
                if (stream.IsOpen && !stream.IsAnnounced)
                {
                    stream.IsAnnounced = true;
                    Counters.Opened++;
                    endpoint.OnStreamOpened(now, id);
                }

                if (reason == null || _streams[i] != stream) continue;
                if (stream.HasReceived)
                {
                    // More than a batch: the end comes behind it.
                    _wake();
                    continue;
                }

                _streams[i] = null;
                Counters.Ended++;
                endpoint.OnStreamClosed(now, id, reason);
            }
        }

        /// <summary>Queues a whole message, or drops and counts it.</summary>
        public void Send(SocketId id, ReadOnlySpan<byte> message)
        {
            if (!(Find(id) is StreamSocket stream)) Counters.SendsWithoutStream++;
            else if (stream.TrySend(message)) Counters.MessagesSent++;
            else Counters.SendsDropped++;
        }

        /// <summary>Lets leave what was sent in this round.</summary>
        public void Flush()
        {
            foreach (StreamSocket? stream in _streams)
            {
                if (stream != null && stream.HasUnflushed) stream.Flush();
            }
        }

        /// <summary>Closes all of them; what was sent before still leaves.</summary>
        public void Dispose()
        {
            for (int i = 0; i < MaxStreams; i++) Close(new SocketId((byte)(SocketId.FirstStream + i)));
        }

        private StreamSocket? Find(SocketId id) => id.IsStream ? _streams[id.Value - SocketId.FirstStream] : null;
    }
}

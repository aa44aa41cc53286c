using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Writes chunks into a sink in the background, in the order in which the loop hands them over. How much waits is bounded by the credit that the
    /// sender has. It runs at most once at a time; between it and the loop stands a lock that is never held during I/O.
    /// </summary>
    /// <remarks>
    /// The credit counts content, while memory is taken by buffers, of which a peer may fill a single byte each. So a chunk is added to the one before it where that has room:
    /// two that follow each other hold more than would have gone into the first, and the buffers that wait take less than twice their content and one more.
    /// </remarks>
    internal sealed class ContentWriter : IBackgroundWork
    {
        private readonly object _gate = new object();
        private readonly Queue<PooledBuffer> _waiting = new Queue<PooledBuffer>();
        private readonly ITransferSink _sink;
        private readonly ISessionLoop _loop;
        private readonly IncrementalHash? _hash;
        private readonly long? _length;
        private PooledBuffer? _last;
        private ContentWriterState _state;
        private bool _isRunning;
        private bool _isStopped;
        private bool _keeps;
        private bool _isEnded;
        private byte[]? _expected;
        private long _written;
        private Exception? _failure;

        /// <param name="sink">Where the content goes.</param>
        /// <param name="length">Bytes that will come in all; null where nobody knows.</param>
        /// <param name="hasChecksum">Whether the sender will say a checksum.</param>
        /// <param name="loop">Whose background it runs in, and which it wakes.</param>
        public ContentWriter(ITransferSink sink, long? length, bool hasChecksum, ISessionLoop loop)
        {
            _sink = sink;
            _length = length;
            _loop = loop;
            if (hasChecksum) _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }

        public ContentWriterState State
        {
            get
            {
                lock (_gate) return _state;
            }
        }

        /// <summary>Bytes that are in the sink, those from before included.</summary>
        public long Written => Interlocked.Read(ref _written);

        public Exception? Failure
        {
            get
            {
                lock (_gate) return _failure;
            }
        }

        public void Open()
        {
            lock (_gate) Start();
        }

        /// <summary>Takes the chunk: the content alone.</summary>
        public void Write(PooledBuffer chunk)
        {
            lock (_gate)
            {
                if (_isStopped || _failure != null)
                {
                    chunk.Dispose();
                    return;
                }

                Enqueue(chunk);
                Start();
            }
        }

        /// <summary>That was all: compares, and puts the content to its place.</summary>
        public void End(ReadOnlySpan<byte> checksum)
        {
            lock (_gate)
            {
                _isEnded = true;
                _expected = checksum.ToArray();
                Start();
            }
        }

        /// <summary>Gives up what is not complete, as soon as nothing writes.</summary>
        public void Stop(bool keep)
        {
            lock (_gate)
            {
                if (_isStopped) return;
                _isStopped = true;
                _keeps = keep;
                DropWaiting();
                Start();
            }
        }

        void IBackgroundWork.Run()
        {
            Exception? failure = null;
            try
            {
                while (Step())
                {
                }
            }
#pragma warning disable CA1031 // Whatever a stream of the game's throws is the reason why the transfer ends.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }

            if (!Rest(failure)) Abandon();
            _loop.Wake();
        }

        private void Start()
        {
            if (_isRunning) return;
            _isRunning = true;
            _loop.RunInBackground(this);
        }

        /// <summary>The next thing. False: there is none at the moment.</summary>
        private bool Step()
        {
            PooledBuffer? chunk;
            lock (_gate)
            {
                if (_isStopped || _state == ContentWriterState.Complete) return false;
                chunk = _state == ContentWriterState.Opening || !_waiting.TryDequeue(out PooledBuffer? first) ? null : first;
                if (chunk == _last) _last = null;
                if (_state == ContentWriterState.Open && chunk == null && !_isEnded) return false;
            }

            if (chunk != null)
            {
                Write(chunk.Span, chunk);
                return true;
            }

            if (State == ContentWriterState.Opening)
            {
                Interlocked.Exchange(ref _written, _sink.Open(_length, _hash));
                lock (_gate) _state = ContentWriterState.Open;
                _loop.Wake();
                return true;
            }

            Complete();
            return false;
        }

        private void Write(ReadOnlySpan<byte> content, PooledBuffer owner)
        {
            using (owner)
            {
                _sink.Write(content);
                _hash?.AppendData(content);
                Interlocked.Add(ref _written, content.Length);
            }
        }

        private void Complete()
        {
            if (_hash != null && !_expected.AsSpan().SequenceEqual(_hash.GetHashAndReset()))
                throw new TransferException(TransferFailure.Corrupted, "What arrived is not what was sent: the checksums differ.");
            _sink.Commit();
            lock (_gate) _state = ContentWriterState.Complete;
        }

        /// <summary>Nothing to do at the moment. False: nothing ever again.</summary>
        private bool Rest(Exception? failure)
        {
            lock (_gate)
            {
                if (failure != null)
                {
                    _failure ??= failure;
                    DropWaiting();
                }

                _isRunning = _isStopped;
                // What came while the last step ended.
                bool isDue = !_isStopped && _failure == null && (_waiting.Count > 0 || (_isEnded && _state != ContentWriterState.Complete));
                if (isDue) Start();
                return !_isStopped;
            }
        }

        private void Abandon()
        {
            try
            {
                _sink.Abandon(_keeps);
            }
#pragma warning disable CA1031 // Nobody is left to hear of it.
            catch (Exception)
#pragma warning restore CA1031
            {
            }

            _hash?.Dispose();
        }

        /// <summary>Takes the chunk, into the newest that waits where it fits.</summary>
        private void Enqueue(PooledBuffer chunk)
        {
            if (_last != null && _last.Capacity - _last.Length >= chunk.Length)
            {
                _last.Write(chunk.Span);
                chunk.Dispose();
                return;
            }

            _last = chunk;
            _waiting.Enqueue(chunk);
        }

        private void DropWaiting()
        {
            _last = null;
            while (_waiting.TryDequeue(out PooledBuffer? chunk)) chunk.Dispose();
        }
    }
}

using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Reads a source in the background and cuts it into chunks, a few of which lie ready for the loop. The loop asks, and it runs at most once at a time;
    /// between the two stands a lock that is never held during I/O.
    /// </summary>
    internal sealed class ContentReader : IBackgroundWork
    {
        /// <summary>Chunks that lie ready at most: 145 KiB, more than a millisecond of a gigabit.</summary>
        private const int MaxReady = 128;

        private readonly object _gate = new object();
        private readonly Queue<PooledBuffer> _ready = new Queue<PooledBuffer>();
        private readonly ITransferSource _source;
        private readonly ISessionLoop _loop;
        private readonly BufferPool _pool;
        private readonly IncrementalHash? _hash;
        private bool _isRunning;
        private bool _isOpened;
        private bool _isAtEnd;
        private bool _isStopped;
        private bool _mayRead;
        private long _skipTo;
        private uint _number;
        private Exception? _failure;
        private byte[]? _checksum;

        // The background's alone.
        private long _position;
        private bool _isOpen;

        public ContentReader(ITransferSource source, ISessionLoop loop, BufferPool pool)
        {
            _source = source;
            _loop = loop;
            _pool = pool;
            if (source.HasChecksum) _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }

        /// <summary>Whether the source is open, so that its length is known.</summary>
        public bool IsOpened
        {
            get
            {
                lock (_gate) return _isOpened;
            }
        }

        /// <summary>What went wrong, if something did.</summary>
        public Exception? Failure
        {
            get
            {
                lock (_gate) return _failure;
            }
        }

        public long? Length => _source.Length;

        /// <summary>Whether every chunk was taken and no more come; then <paramref name="checksum"/> is of all of them, and empty where the source has none.</summary>
        public bool IsFinished(out ReadOnlySpan<byte> checksum)
        {
            lock (_gate)
            {
                checksum = _checksum;
                return _isAtEnd && _ready.Count == 0;
            }
        }

        /// <summary>Opens the source.</summary>
        public void Open()
        {
            lock (_gate) Start();
        }

        /// <summary>Begins to read: what the receiver has already goes into the checksum alone.</summary>
        public void Begin(uint number, long offset)
        {
            lock (_gate)
            {
                _number = number;
                _skipTo = offset;
                _mayRead = true;
                Start();
            }
        }

        /// <summary>Takes the next chunk, with its header; it is the caller's. False: it is being read, or there is none.</summary>
        public bool TryTake(out PooledBuffer? chunk)
        {
            lock (_gate)
            {
                bool any = _ready.TryDequeue(out chunk);
                if (_ready.Count < MaxReady / 2 && _mayRead && !_isAtEnd && _failure == null) Start();
                return any;
            }
        }

        /// <summary>Closes the source, as soon as nothing reads it.</summary>
        public void Stop()
        {
            lock (_gate)
            {
                if (_isStopped) return;
                _isStopped = true;
                while (_ready.TryDequeue(out PooledBuffer? chunk)) chunk.Dispose();
                Start();
            }
        }

        void IBackgroundWork.Run()
        {
            Exception? failure = null;
            try
            {
                if (!_isOpen) OpenSource();
                while (ReadChunk())
                {
                }
            }
#pragma warning disable CA1031 // Whatever a stream of the game's throws is the reason why the transfer ends.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }

            if (!Rest(failure)) Close();
            _loop.Wake();
        }

        private void Start()
        {
            if (_isRunning) return;
            _isRunning = true;
            _loop.RunInBackground(this);
        }

        private void OpenSource()
        {
            lock (_gate)
                if (_isStopped)
                    return;
            _isOpen = true;
            _source.Open();
            lock (_gate) _isOpened = true;
        }

        /// <summary>One more. False: enough for now.</summary>
        private bool ReadChunk()
        {
            lock (_gate)
                if (_isStopped || !_mayRead || _isAtEnd || _ready.Count >= MaxReady)
                    return false;
            if (_position < _skipTo) Skip();
            PooledBuffer chunk = _pool.Rent(BulkFrames.ChunkHeaderLength + BulkFrames.ChunkLength);
            try
            {
                int count = Fill(chunk.GetSpan(BulkFrames.ChunkHeaderLength + BulkFrames.ChunkLength).Slice(BulkFrames.ChunkHeaderLength));
                chunk.Length = BulkFrames.ChunkHeaderLength + count;
                if (count > 0) BulkFrames.WriteChunkHeader(chunk.Span, _number, _position);
                _position += count;
                bool isAtEnd = count < BulkFrames.ChunkLength || _position == _source.Length;
                byte[]? checksum = isAtEnd ? Finish() : null;
                lock (_gate)
                {
                    if (_isStopped) return false;
                    if (count > 0)
                    {
                        _ready.Enqueue(chunk);
                        chunk = null!;
                    }

                    _isAtEnd = isAtEnd;
                    _checksum = checksum;
                }
            }
            finally
            {
                chunk?.Dispose();
            }

            return true;
        }

        /// <summary>Fills the destination unless the source ends before, and puts it into the checksum.</summary>
        private int Fill(Span<byte> destination)
        {
            if (_source.Length is long length && length - _position < destination.Length) destination = destination.Slice(0, (int)(length - _position));
            int count = 0;
            for (int read; count < destination.Length && (read = _source.Read(destination.Slice(count))) > 0;) count += read;
            _hash?.AppendData(destination.Slice(0, count));
            return count;
        }

        private void Skip()
        {
            using PooledBuffer block = _pool.Rent(16 * 1024);
            Span<byte> span = block.GetSpan(16 * 1024);
            while (_position < _skipTo)
            {
                int count = Fill(span.Slice(0, (int)Math.Min(span.Length, _skipTo - _position)));
                if (count == 0) throw Changed("There is less to send than the receiver has already.");
                _position += count;
            }
        }

        private byte[]? Finish()
        {
            if (_source.Length is long length && _position < length) throw Changed("It ended after " + _position + " of " + length + " bytes.");
            if (_source.FindChange() is string change) throw Changed(change);
            return _hash?.GetHashAndReset();
        }

        /// <summary>Nothing to do at the moment. False: nothing ever again.</summary>
        private bool Rest(Exception? failure)
        {
            lock (_gate)
            {
                _failure ??= failure;
                _isRunning = _isStopped;
                // What was asked for while the last step ended.
                if (!_isStopped && _failure == null && _mayRead && !_isAtEnd && _ready.Count < MaxReady / 2) Start();
                return !_isStopped;
            }
        }

        private void Close()
        {
            try
            {
                _source.Close();
            }
#pragma warning disable CA1031 // Nobody is left to hear of it.
            catch (Exception)
#pragma warning restore CA1031
            {
            }

            _hash?.Dispose();
        }

        private static TransferException Changed(string reason) => new TransferException(TransferFailure.SourceChanged, reason);
    }
}

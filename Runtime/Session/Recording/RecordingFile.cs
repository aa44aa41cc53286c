using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Entries on their way into a file: they are written one behind the other into pooled chunks, which a thread of its own writes out. Whoever adds entries never
    /// waits for the disk. In the steady state nothing is allocated.
    /// </summary>
    /// <remarks>
    /// The gate is held for the copying of an entry on one side, for the exchange of a chunk on the other, and never while the disk works.
    /// </remarks>
    internal sealed class RecordingFile
    {
        private const int ChunkSize = 64 * 1024;

        private readonly object _gate = new object();
        private readonly Stream _stream;
        private readonly BufferPool _buffers;
        private readonly SessionRecorderOptions _options;
        private readonly Action<string>? _log;
        private readonly Queue<PooledBuffer> _full = new Queue<PooledBuffer>();
        private readonly AutoResetEvent _signal = new AutoResetEvent(false);
        private readonly Thread _thread;
        private PooledBuffer? _chunk;
        private long _queued;
        private long _written;
        private bool _isEnding;
        private string? _failure;

        public RecordingFile(Stream stream, BufferPool buffers, SessionRecorderOptions options, Action<string>? log)
        {
            _stream = stream;
            _buffers = buffers;
            _options = options;
            _log = log;
            _thread = new Thread(Run) { Name = "P2PNet recorder", IsBackground = true };
            _thread.Start();
        }

        /// <summary>Why nothing is written any more; null while it is.</summary>
        public string? Failure => Volatile.Read(ref _failure);

        /// <summary>Whether half of the room is free.</summary>
        public bool HasRoomAgain
        {
            get
            {
                lock (_gate) return _queued + (_chunk?.Length ?? 0) <= _options.MaxQueuedBytes / 2;
            }
        }

        public long BytesWritten => Interlocked.Read(ref _written);

        /// <summary>
        /// Gives the chunk to write the next entry into and keeps the gate until <see cref="EndEntry"/>. Null, without the gate: no room, or nothing is written any more.
        /// </summary>
        /// <param name="size">Bytes that the entry will not exceed.</param>
        /// <param name="isNeeded">Whether later entries cannot be read without it, so that it is taken without room, too. There are few of them.</param>
        public PooledBuffer? BeginEntry(int size, bool isNeeded)
        {
            Monitor.Enter(_gate);
            int pending = _chunk?.Length ?? 0;
            if (_isEnding || Failure != null || (!isNeeded && _queued + pending + size > _options.MaxQueuedBytes))
            {
                Monitor.Exit(_gate);
                return null;
            }

            if (_chunk != null && _chunk.Capacity - _chunk.Length < size) CloseChunk();
            return _chunk ??= _buffers.Rent(Math.Max(ChunkSize, size));
        }

        public void EndEntry() => Monitor.Exit(_gate);

        /// <summary>
        /// What was added is written, and the file closed. Waits for the disk, unless it takes longer than the time, in which case the writing goes on. Thread: any.
        /// </summary>
        public void End(TimeSpan patience)
        {
            lock (_gate) _isEnding = true;
            _signal.Set();
            if (Thread.CurrentThread != _thread) _thread.Join(patience);
        }

        private void CloseChunk()
        {
            _queued += _chunk!.Length;
            _full.Enqueue(_chunk);
            _chunk = null;
            _signal.Set();
        }

        private void Run()
        {
            try
            {
                bool isEnding;
                do
                {
                    _signal.WaitOne(_options.FlushInterval);
                    lock (_gate)
                    {
                        isEnding = _isEnding;
                        if (_chunk != null && _chunk.Length > 0) CloseChunk();
                    }

                    while (TryTake(out PooledBuffer? chunk)) Write(chunk!);
                }
                while (!isEnding);
            }
            finally
            {
                Close();
            }
        }

        private bool TryTake(out PooledBuffer? chunk)
        {
            lock (_gate) return _full.TryDequeue(out chunk);
        }

        private void Write(PooledBuffer chunk)
        {
            int length = chunk.Length;
            try
            {
                if (Failure == null)
                {
                    _stream.Write(chunk.Span);
                    _stream.Flush();
                    Interlocked.Add(ref _written, length);
                }
            }
#pragma warning disable CA1031 // A file that grows beyond what its system allows is no IOException, and the stream may be the game's: nothing may end the process from here.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(e);
            }
            finally
            {
                chunk.Dispose();
                lock (_gate) _queued -= length;
            }
        }

        private void Close()
        {
            try
            {
                _stream.Dispose();
            }
#pragma warning disable CA1031 // As in Write, of which the stream may have kept some until now.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(e);
            }
        }

        private void Fail(Exception e)
        {
            string reason = "The recording ended because its file cannot be written: " + e.Message;
            if (Interlocked.CompareExchange(ref _failure, reason, null) == null) _log?.Invoke(reason);
        }
    }
}

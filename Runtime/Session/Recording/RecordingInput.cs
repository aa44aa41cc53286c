using System;
using System.IO;

namespace P2PNet
{
    /// <summary>The bytes of a recording, entry by entry. Holds one entry and what was read ahead, never more than <see cref="RecordingFormat.MaxEntrySize"/>.</summary>
    internal sealed class RecordingInput : IDisposable
    {
        private const int FirstSize = 64 * 1024;

        private readonly Stream _stream;
        private byte[] _window = new byte[FirstSize];
        private int _start;
        private int _end;
        private long _offset;

        public RecordingInput(Stream stream)
        {
            _stream = stream;
            Length = stream.Length;
        }

        /// <summary>Bytes of the file when it was opened.</summary>
        public long Length { get; }

        /// <summary>Where the next entry begins in the file.</summary>
        public long Offset => _offset;

        /// <summary>Whether the file ends within an entry, as far as it was read.</summary>
        public bool IsCut { get; private set; }

        public void Seek(long offset)
        {
            _stream.Position = offset;
            _offset = offset;
            _start = _end = 0;
            IsCut = false;
        }

        /// <summary>Gives the next entry; its bytes are valid until the next call.</summary>
        /// <returns>False at the end of the file, and where it ends within an entry; then <see cref="IsCut"/>.</returns>
        /// <exception cref="InvalidDataException">What comes is no entry.</exception>
        public bool TryRead(out ReadOnlySpan<byte> entry)
        {
            while (true)
            {
                var ahead = new ReadOnlySpan<byte>(_window, _start, _end - _start);
                int length = ahead.IsEmpty ? EntryMeasure.Incomplete : EntryMeasure.Of(ahead);
                if (length == EntryMeasure.Invalid || length > RecordingFormat.MaxEntrySize || ahead.Length > RecordingFormat.MaxEntrySize)
                    throw new InvalidDataException("No entry begins at byte " + _offset + ", or it is larger than entries are.");
                if (length > 0)
                {
                    entry = ahead.Slice(0, length);
                    _start += length;
                    _offset += length;
                    return true;
                }

                if (TryFill()) continue;
                entry = default;
                IsCut = !ahead.IsEmpty;
                return false;
            }
        }

        public void Dispose() => _stream.Dispose();

        private bool TryFill()
        {
            if (_start > 0)
            {
                Buffer.BlockCopy(_window, _start, _window, 0, _end - _start);
                _end -= _start;
                _start = 0;
            }

            // One more than the largest entry shows that it is too large.
            if (_end == _window.Length) Array.Resize(ref _window, Math.Min(_window.Length * 2, RecordingFormat.MaxEntrySize + 1));
            int read = _end < _window.Length ? _stream.Read(_window, _end, _window.Length - _end) : 0;
            _end += read;
            return read > 0;
        }
    }
}

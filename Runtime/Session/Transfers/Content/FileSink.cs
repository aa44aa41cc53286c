using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;

namespace P2PNet
{
    /// <summary>Writes a file beside its place, and moves it there when it is complete.</summary>
    internal sealed class FileSink : ITransferSink
    {
        public const string PartExtension = ".part";

        private const int BufferSize = 64 * 1024;

        private readonly string _path;
        private readonly string _part;
        private readonly ReceiveOptions _options;
        private FileStream? _file;
        private bool _ownsPart;

        public FileSink(string path, ReceiveOptions options)
        {
            // Relative to where the program is now, not to where it may go.
            _path = Path.GetFullPath(path);
            _part = _path + PartExtension;
            _options = options;
        }

        public long Open(long? length, IncrementalHash? checksum)
        {
            if (!_options.Overwrite && File.Exists(_path)) throw new IOException("The file is there already: " + _path);
            FileMode mode = _options.Resume ? FileMode.OpenOrCreate : FileMode.Create;
            _file = new FileStream(_part, mode, FileAccess.ReadWrite, FileShare.None, BufferSize);
            _ownsPart = true;
            if (_file.Length == 0) return 0;
            // More than will come is of another file.
            if (_file.Length > Math.Min(length ?? long.MaxValue, _options.MaxLength)) _file.SetLength(0);
            else if (checksum != null) Read(checksum);
            return _file.Position;
        }

        public void Write(ReadOnlySpan<byte> bytes) => _file!.Write(bytes);

        public void Commit()
        {
            _file!.Flush(flushToDisk: true);
            _file.Dispose();
            _file = null;
            if (_options.Overwrite && File.Exists(_path)) File.Replace(_part, _path, null);
            else File.Move(_part, _path);
            _ownsPart = false;
        }

        public void Abandon(bool keep)
        {
            try
            {
                _file?.Dispose();
            }
#pragma warning disable CA1031 // A full disk does not take what was still to be written; a file too large for it is not even an IOException.
            catch (Exception)
#pragma warning restore CA1031
            {
            }

            _file = null;
            if (!_ownsPart || keep) return;
            try
            {
                File.Delete(_part);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
            {
                // Somebody else holds it, a virus scanner perhaps: it stays, under a name that says what it is.
            }
        }

        private void Read(IncrementalHash checksum)
        {
            byte[] block = ArrayPool<byte>.Shared.Rent(BufferSize);
            for (int count; (count = _file!.Read(block, 0, BufferSize)) > 0;) checksum.AppendData(block, 0, count);
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}

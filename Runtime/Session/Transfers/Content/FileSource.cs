using System;
using System.IO;

namespace P2PNet
{
    /// <summary>A file that is sent. It stays open, for others to read only, which Windows enforces; elsewhere a change shows by length and time.</summary>
    internal sealed class FileSource : ITransferSource
    {
        private const int BufferSize = 64 * 1024;

        private readonly string _path;
        private FileStream? _file;
        private DateTime _writtenAt;

        public FileSource(string path) => _path = path;

        public long? Length { get; private set; }

        public bool HasChecksum => true;

        public void Open()
        {
            _file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
            Length = _file.Length;
            _writtenAt = File.GetLastWriteTimeUtc(_path);
        }

        public int Read(Span<byte> destination) => _file!.Read(destination);

        public string? FindChange() =>
            _file!.Length != Length || File.GetLastWriteTimeUtc(_path) != _writtenAt ? "The file changed while it was being sent. Send it again." : null;

        public void Close()
        {
            _file?.Dispose();
            _file = null;
        }
    }
}

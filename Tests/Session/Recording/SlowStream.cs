using System;
using System.IO;
using System.Threading;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A disk that takes nothing until it is let go, and then everything or an error. What it took outlives its end.</summary>
    internal sealed class SlowStream : Stream
    {
        private readonly MemoryStream _taken = new MemoryStream();

        /// <summary>Set: writes go on.</summary>
        public ManualResetEventSlim Gate { get; } = new ManualResetEventSlim(true);

        /// <summary>Not null: writes fail with it.</summary>
        public Exception? Error { get; set; }

        public byte[] Taken
        {
            get
            {
                lock (_taken) return _taken.ToArray();
            }
        }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>As a stream that wrote nothing until now.</summary>
        public bool FailsAtItsEnd { get; set; }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            Gate.Wait();
            if (Error != null && !FailsAtItsEnd) throw Error;
            lock (_taken) _taken.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && Error != null && FailsAtItsEnd) throw Error;
            base.Dispose(disposing);
        }
    }
}

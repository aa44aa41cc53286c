using System;
using System.Collections.Generic;
using System.Text;

namespace P2PNet.Tests.Native
{
    /// <summary>Remembers what it heard.</summary>
    internal sealed class RecordingSignalingObserver : ISignalingSocketObserver
    {
        public int Opened { get; private set; }

        public List<string> Frames { get; } = new List<string>();

        public List<string> Closed { get; } = new List<string>();

        public void OnOpen() => Opened++;

        public void OnFrame(ReadOnlySpan<byte> frame) => Frames.Add(Encoding.UTF8.GetString(frame));

        public void OnClosed(string reason) => Closed.Add(reason);
    }
}

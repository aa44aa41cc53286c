using System;

namespace P2PNet
{
    /// <summary>Hears of a signaling socket. Thread: the loop's.</summary>
    internal interface ISignalingSocketObserver
    {
        void OnOpen();

        /// <summary>One whole text frame, valid until the call returns.</summary>
        void OnFrame(ReadOnlySpan<byte> frame);

        /// <summary>The end, once; also when it never opened. The reason is a sentence that says what to do.</summary>
        void OnClosed(string reason);
    }
}

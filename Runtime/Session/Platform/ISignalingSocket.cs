using System;

namespace P2PNet
{
    /// <summary>A WebSocket that carries text frames, of up to 64 KiB to the server and 1 MiB from it. Thread: the loop's.</summary>
    /// <remarks>Dispose drops the connection without a goodbye; nothing is called after it.</remarks>
    internal interface ISignalingSocket : IDisposable
    {
        /// <summary>Queues one text frame of UTF-8. The bytes are copied. After the end it does nothing.</summary>
        void Send(ReadOnlySpan<byte> frame);

        /// <summary>Says goodbye, after what was queued has left.</summary>
        void Close();
    }
}

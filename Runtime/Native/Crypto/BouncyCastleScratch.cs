#if !NET || P2PNET_BOUNCYCASTLE
using System;

namespace P2PNet.Native
{
    /// <summary>The array through which spans reach BouncyCastle, piece by piece.</summary>
    internal sealed class BouncyCastleScratch
    {
        public readonly byte[] Buffer = new byte[2048];

        /// <summary>Moves the next piece of <paramref name="data"/> to the start of <see cref="Buffer"/> and returns its length.</summary>
        public int Take(ref ReadOnlySpan<byte> data)
        {
            int length = Math.Min(data.Length, Buffer.Length);
            data.Slice(0, length).CopyTo(Buffer);
            data = data.Slice(length);
            return length;
        }
    }
}
#endif

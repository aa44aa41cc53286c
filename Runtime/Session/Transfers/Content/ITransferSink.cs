using System;
using System.Security.Cryptography;

namespace P2PNet
{
    /// <summary>Where an incoming transfer's bytes go. Everything runs in the background, one call at a time, and may throw.</summary>
    internal interface ITransferSink
    {
        /// <summary>Opens it. Returns the bytes that it has from before, which it put into the checksum.</summary>
        /// <param name="length">Bytes that will come in all; null where nobody knows.</param>
        /// <param name="checksum">Of the whole content.</param>
        long Open(long? length, IncrementalHash? checksum);

        void Write(ReadOnlySpan<byte> bytes);

        /// <summary>All of it is there and right.</summary>
        void Commit();

        /// <summary>It will not be completed. After <see cref="Commit"/>: nothing to do. Must not throw.</summary>
        /// <param name="keep">Whether what is there may be of use, since it was only the way that failed.</param>
        void Abandon(bool keep);
    }
}

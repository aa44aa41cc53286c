using System;

namespace P2PNet
{
    /// <summary>Where an outgoing transfer's bytes come from. Everything but <see cref="Length"/> after <see cref="Open"/> runs in the background, one call at a time, and may throw.</summary>
    internal interface ITransferSource
    {
        /// <summary>Bytes in all, from <see cref="Open"/> on; null where only the end will tell.</summary>
        long? Length { get; }

        /// <summary>Whether the receiver checks it against a SHA-256.</summary>
        bool HasChecksum { get; }

        void Open();

        /// <summary>Reads on, at least one byte; 0 at the end.</summary>
        int Read(Span<byte> destination);

        /// <summary>After the last byte: a sentence if what was sent is no longer what is there, else null.</summary>
        string? FindChange();

        void Close();
    }
}

using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet
{
    /// <summary>
    /// A peer would like to send a file or a stream. Nothing of it is sent or written before one of the Receive calls, which may also come later
    /// than the event, after the player was asked. Each offer is decided once.
    /// </summary>
    /// <remarks>Thread: the game's, as <see cref="Session"/>. Files and streams are written by threads of the pool, never by the caller's.</remarks>
    public sealed class TransferOffer
    {
        private readonly SessionTransfers _transfers;
        private readonly IncomingTransfer _incoming;

        internal TransferOffer(SessionTransfers transfers, Peer peer, IncomingTransfer incoming)
        {
            _transfers = transfers;
            _incoming = incoming;
            Peer = peer;
        }

        /// <summary>Who sends.</summary>
        public Peer Peer { get; }

        /// <summary>
        /// What the sender calls it, made safe to be one file's name on any system: 1 to 128 characters, of at most 250 bytes, without directories, drives, control characters or names of
        /// devices, and never one of the <c>.part</c> files of <see cref="ReceiveToFileAsync"/>. It says nothing of what is inside, and two transfers may have the same.
        /// </summary>
        public string Name => _incoming.Name;

        /// <summary>Bytes, as the sender says; null where it did not.</summary>
        public long? Length => _incoming.Length;

        /// <summary>Whether it waits for a decision: false once it was decided, and when the sender took it back or was lost.</summary>
        public bool IsOpen => _incoming.IsOpen;

        /// <summary>
        /// Takes it into a file. It is written beside it, under the name with <c>.part</c> at its end, and moved to its place when it is complete and its checksum is right.
        /// Where the transfer is cancelled by either side, or fails, the <c>.part</c> file is removed; where the link or the session is lost it stays, for
        /// <see cref="ReceiveOptions.Resume"/>.
        /// </summary>
        /// <param name="path">Where the file shall be. A part of it that came from the peer should be <see cref="Name"/>, never anything else.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it; the sender is told.</param>
        /// <returns>Completes, from within <see cref="Session.Poll"/>, when the file is in its place.</returns>
        /// <exception cref="TransferException">Of the task: it did not come to its end.</exception>
        /// <exception cref="OperationCanceledException">Of the task: it was cancelled by the token.</exception>
        /// <exception cref="InvalidOperationException">The offer was decided before.</exception>
        public Task ReceiveToFileAsync(string path, ReceiveOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (path == null) throw new ArgumentNullException(nameof(path));
            if (path.Length == 0) throw new ArgumentException("The path is empty.", nameof(path));
            options ??= ReceiveOptions.Default;
            options.Validate();
            return _transfers.Receive(_incoming, new FileSink(path, options), options, cancellationToken);
        }

        /// <summary>
        /// Takes it into a stream, which is written in order and stays the caller's: it is neither flushed to a device nor closed. What it got of a transfer that failed is in it.
        /// </summary>
        /// <param name="destination">Written by threads of the pool, one at a time, until the task is complete. A write that waits holds such a thread.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it; the sender is told.</param>
        /// <returns>Completes, from within <see cref="Session.Poll"/>, when everything is written and its checksum is right.</returns>
        /// <exception cref="TransferException">Of the task: it did not come to its end.</exception>
        /// <exception cref="OperationCanceledException">Of the task: it was cancelled by the token.</exception>
        /// <exception cref="InvalidOperationException">The offer was decided before.</exception>
        public Task ReceiveToStreamAsync(Stream destination, ReceiveOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (destination == null) throw new ArgumentNullException(nameof(destination));
            if (!destination.CanWrite) throw new ArgumentException("The stream cannot be written.", nameof(destination));
            options ??= ReceiveOptions.Default;
            options.Validate();
            return _transfers.Receive(_incoming, new StreamSink(destination), options, cancellationToken);
        }

        /// <summary>Does not take it. An offer that was decided, or is open no more, stays as it is.</summary>
        /// <param name="reason">A sentence for the sender's player, of which 256 characters are sent.</param>
        public void Refuse(string reason = "")
        {
            if (reason == null) throw new ArgumentNullException(nameof(reason));
            _transfers.Refuse(_incoming, reason);
        }

        /// <inheritdoc/>
        public override string ToString() => Name + " of " + Peer.Name;
    }
}

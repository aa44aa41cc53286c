using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet
{
    /// <content>What goes over the bulk channel: large messages, files and streams.</content>
    public sealed partial class Session
    {
        /// <summary>
        /// Sends a message of any size, in chunks beside the other messages and without delaying them; the peer's handlers of its type get it. It keeps no order: neither
        /// with messages of <see cref="Send{T}(Peer, in T)"/> nor with other large ones. If the link is lost meanwhile, it goes on over the next one, and the peer's handlers run once.
        /// </summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="progress">Hears how far it is, in <see cref="Poll"/>; at most once a poll. Null for nobody.</param>
        /// <param name="cancellationToken">Ends it; the peer forgets what it has.</param>
        /// <returns>Completes, from within <see cref="Poll"/>, when the peer has the whole message, which its handlers get in its next poll.</returns>
        /// <exception cref="TransferException">Of the task: it did not arrive; larger than the peer's <see cref="P2PClientOptions.MaxLargeMessageSize"/>, for example.</exception>
        /// <exception cref="OperationCanceledException">Of the task: it was cancelled by the token.</exception>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session.</exception>
        public Task SendLargeAsync<T>(Peer peer, in T message, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            CheckPeer(peer);
            return _transfers.SendMessage(peer, message, progress, cancellationToken);
        }

        /// <summary>
        /// Offers a file to a peer and sends it once that accepts, checked by a SHA-256 at its end. If the link is lost meanwhile, it goes on over the next one from what the peer has.
        /// The file is read by threads of the pool, and is not to be written until the task is complete.
        /// </summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="path">The file.</param>
        /// <param name="name">What the peer sees, of which 256 characters are sent. Null: the file's name, without directories.</param>
        /// <param name="progress">Hears how much the peer has, in <see cref="Poll"/>; at most once a poll. Null for nobody.</param>
        /// <param name="cancellationToken">Ends it; the peer is told.</param>
        /// <returns>Completes, from within <see cref="Poll"/>, when the peer has it in its place.</returns>
        /// <exception cref="TransferException">Of the task: it did not arrive: refused, cancelled, changed meanwhile, or the file cannot be read (the inner exception says why).</exception>
        /// <exception cref="OperationCanceledException">Of the task: it was cancelled by the token.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the path is none.</exception>
        public Task SendFileAsync(Peer peer, string path, string? name = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            CheckPeer(peer);
            return _transfers.SendFile(peer, path, name, progress, cancellationToken);
        }

        /// <summary>As <see cref="SendFileAsync"/>, from a stream: it is read once, forwards, from where it is, and stays the caller's.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="stream">Read by threads of the pool, one at a time, until the task is complete. A read that waits holds such a thread.</param>
        /// <param name="name">What the peer sees, of which 256 characters are sent.</param>
        /// <param name="length">Bytes that are read, of which none may be missing; null: until the stream ends.</param>
        /// <param name="progress">Hears how much the peer has, in <see cref="Poll"/>; at most once a poll. Null for nobody.</param>
        /// <param name="cancellationToken">Ends it; the peer is told.</param>
        /// <returns>Completes, from within <see cref="Poll"/>, when the peer has all of it.</returns>
        /// <exception cref="TransferException">Of the task: it did not arrive.</exception>
        /// <exception cref="OperationCanceledException">Of the task: it was cancelled by the token.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the stream cannot be read.</exception>
        public Task SendStreamAsync(Peer peer, Stream stream, string name, long? length = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            CheckPeer(peer);
            return _transfers.SendStream(peer, stream, name, length, progress, cancellationToken);
        }
    }
}

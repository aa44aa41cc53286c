using System;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Compares the messages of both sides when a link stands: first one number for all of them, where that differs a table of their hashes, and where
    /// those differ their schemas. Both sides do the same, so both find the same mismatch. A peer that does not take part, such as one that was
    /// written by hand for a browser, is not compared with. Thread: the loop's.
    /// </summary>
    internal sealed class LinkSchema
    {
        // A mismatch is found when the peer has what it needs to find it, too; a lost packet takes it a little longer.
        private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

        // A link that the peer ends so soon after the mismatch was found ends because of it.
        private static readonly TimeSpan Memory = TimeSpan.FromSeconds(3);

        private readonly KnownSchemas _known;
        private readonly P2PClientOptions _options;
        private readonly BufferPool _buffers;
        private readonly string _remote;
        private MessageSchemas? _ours;
        private SchemaDifferences? _differences;
        private int _seen;
        private Timestamp _foundAt = Timestamp.Never;
        private Timestamp _checkAt = Timestamp.Never;

        public LinkSchema(KnownSchemas known, P2PClientOptions options, BufferPool buffers, string remote)
        {
            _known = known;
            _options = options;
            _buffers = buffers;
            _remote = remote;
        }

        /// <summary>What was found on this link.</summary>
        public MessageMismatch? Mismatch { get; private set; }

        /// <summary>Whether the link is about to end because of the mismatch, so that nothing of the peer's is to be believed any more.</summary>
        public bool IsEnding => Mismatch != null && _options.SchemaMismatch == SchemaMismatch.Disconnect;

        /// <summary>When to ask <see cref="IsDue"/>.</summary>
        public Timestamp NextTimeout => IsEnding ? _checkAt : Timestamp.Never;

        /// <summary>A new link: nothing is known of the other side.</summary>
        public void Reset()
        {
            _ours = null;
            _differences = null;
            _seen = 0;
            _foundAt = _checkAt = Timestamp.Never;
            Mismatch = null;
        }

        /// <summary>The first frame of the link; null where there is none.</summary>
        public PooledBuffer? Begin()
        {
            _ours = _known.Read();
            return _ours == null ? null : SchemaFrames.WriteDigest(_buffers, _ours.Digest);
        }

        /// <summary>A frame of the peer, behind its kind; any bytes. False: it is ignored.</summary>
        /// <param name="now">The loop's time.</param>
        /// <param name="frame">What follows the kind.</param>
        /// <param name="answer">What to send to the peer, if there is something.</param>
        public bool TryReceive(Timestamp now, ReadOnlySpan<byte> frame, out PooledBuffer? answer)
        {
            answer = null;
            if (_ours == null || !LinkFrame.TryReadUInt32(ref frame, out uint step) || step > (uint)SchemaStep.Texts) return false;
            int bit = 1 << (int)step;
            // Each once: what a peer says again costs nothing.
            if ((_seen & bit) != 0 || (step == (uint)SchemaStep.Texts && _differences == null)) return false;
            _seen |= bit;
            try
            {
                answer = Read((SchemaStep)step, frame);
            }
            catch (MessagePackException)
            {
                return false;
            }

            Conclude(now);
            return true;
        }

        /// <summary>Whether the link ends now: the peer has all that it needs to know why, or has had time enough.</summary>
        public bool IsDue(Timestamp now, bool isFlushed)
        {
            if (now < NextTimeout) return false;
            _checkAt = now + CheckInterval;
            return isFlushed || now >= _foundAt + Grace;
        }

        /// <summary>Why a link has ended, that ended at this time without a reason of its own: the mismatch, where one was just found.</summary>
        public LinkFailure? ExplainEnd(Timestamp now) =>
            Mismatch != null && now < _foundAt + Memory ? new LinkFailure(LinkStage.Established, Mismatch.Reason) : null;

        private PooledBuffer? Read(SchemaStep step, ReadOnlySpan<byte> frame)
        {
            var reader = new MessagePackReader(frame);
            switch (step)
            {
                case SchemaStep.Digest:
                    return reader.ReadUInt64() == _ours!.Digest ? null : SchemaFrames.WriteTable(_buffers, _ours.Messages);
                case SchemaStep.Table:
                    _differences = new SchemaDifferences(_ours!, _options.PlayerName, _remote);
                    _differences.ReadTable(ref reader);
                    return _differences.Undecided.Count == 0 ? null : SchemaFrames.WriteTexts(_buffers, _differences.Undecided);
                default:
                    _differences!.ReadTexts(ref reader);
                    return null;
            }
        }

        private void Conclude(Timestamp now)
        {
            if (Mismatch != null || _differences == null || _differences.Undecided.Count > 0) return;
            Mismatch = _differences.First;
            if (_differences.Uncompared > 0)
                _options.Log?.Invoke(_differences.Uncompared + " messages of " + _remote + " have other schemas, which are too long to be compared: whether both games read them alike is not known.");
            if (Mismatch == null)
            {
                _options.Log?.Invoke(
                    _remote + " has other messages, which are compatible: " + _differences.OursOnly + " are only here, " + _differences.TheirsOnly + " only there.");
                return;
            }

            _foundAt = now;
            _checkAt = now + CheckInterval;
        }
    }
}

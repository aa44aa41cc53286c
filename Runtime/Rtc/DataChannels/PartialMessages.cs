namespace P2PNet.Rtc.DataChannels
{
    /// <summary>
    /// Puts messages together that come in parts with the deprecated PPIDs 52 and 54 (RFC 8831 §6.6): all parts but the last carry them.
    /// Nobody should send them any more; old Firefox did, for everything above 16 KiB.
    /// </summary>
    internal sealed class PartialMessages
    {
        private readonly BufferPool _buffers;
        private readonly int _maxMessageSize;
        private readonly DataChannelCounters _counters;

        public PartialMessages(BufferPool buffers, int maxMessageSize, DataChannelCounters counters)
        {
            _buffers = buffers;
            _maxMessageSize = maxMessageSize;
            _counters = counters;
        }

        /// <summary>Takes a part that is not the last, and its payload.</summary>
        public void Add(DataChannel channel, bool isString, PooledBuffer part)
        {
            if (channel.Partial == null)
            {
                channel.Partial = _buffers.Rent(part.Length);
                channel.PartialIsString = isString;
            }

            Append(channel, isString, part);
        }

        /// <summary>Takes the last part and its payload, and gives the whole message instead. False where the message had to be dropped.</summary>
        public bool TryComplete(DataChannel channel, bool isString, ref PooledBuffer payload)
        {
            Append(channel, isString, payload);
            if (channel.PartialIsBroken)
            {
                channel.ReleasePartial();
                return false;
            }

            payload = channel.Partial!;
            channel.Partial = null;
            return true;
        }

        /// <summary>A message that went wrong is dropped up to its last part: what follows belongs to it still.</summary>
        private void Append(DataChannel channel, bool isString, PooledBuffer part)
        {
            if (!channel.PartialIsBroken)
            {
                if (channel.PartialIsString == isString && channel.Partial!.Length + part.Length <= _maxMessageSize)
                {
                    channel.Partial.Write(part.Span);
                }
                else
                {
                    channel.PartialIsBroken = true;
                    _counters.DroppedPartial++;
                }
            }

            part.Dispose();
        }
    }
}

using System.Threading;

namespace P2PNet.Messages
{
    /// <summary>
    /// Values by 16-bit id in two steps of 8 bits: a look-up is two array reads whatever the ids are, and 30 messages cost a few pages.
    /// Reading needs no lock; writers must not meet each other.
    /// </summary>
    internal sealed class MessageIdTable<TValue>
        where TValue : class
    {
        private readonly TValue?[]?[] _pages = new TValue?[256][];

        public TValue? this[ushort id]
        {
            get
            {
                TValue?[]? page = Volatile.Read(ref _pages[id >> 8]);
                return page is null ? null : Volatile.Read(ref page[id & 0xff]);
            }

            set
            {
                ref TValue?[]? page = ref _pages[id >> 8];
                if (page is null) Volatile.Write(ref page, new TValue?[256]);
                Volatile.Write(ref page![id & 0xff], value);
            }
        }
    }
}

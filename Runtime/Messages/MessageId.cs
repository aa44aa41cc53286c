using System;

namespace P2PNet.Messages
{
    /// <summary>How messages without an explicit id get one.</summary>
    public static class MessageId
    {
        /// <summary>The highest id that <see cref="MessageAttribute.Id"/> can give: 127. All above are hashes.</summary>
        public const int MaxExplicit = 127;

        /// <summary>
        /// The id of a message that is known by its name: FNV-1a over the name's UTF-16 code units, each taken as low byte, then high byte
        /// (32-bit, offset basis 0x811c9dc5, prime 0x01000193), folded to 16 bits by XOR of its halves; results below 128 get 0x8000 added.
        /// The source generator computes the same number at compile time.
        /// </summary>
        /// <param name="name">The message's name, like <c>Game.Combat.Hit</c>.</param>
        /// <returns>128 to 65535.</returns>
        public static ushort FromName(string name)
        {
            if (name is null) throw new ArgumentNullException(nameof(name));
            uint hash = 0x811c9dc5;
            foreach (char unit in name)
            {
                hash = (hash ^ (byte)unit) * 0x01000193;
                hash = (hash ^ (byte)(unit >> 8)) * 0x01000193;
            }

            uint folded = (hash >> 16) ^ (hash & 0xffff);
            return (ushort)(folded > MaxExplicit ? folded : folded + 0x8000);
        }
    }
}

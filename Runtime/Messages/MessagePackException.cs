using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Bytes that are not the MessagePack value that was expected, or a value that cannot be written. Its message holds positions and
    /// kinds and never the content.
    /// </summary>
    public sealed class MessagePackException : Exception
    {
        /// <summary>Bytes that are not what was expected.</summary>
        /// <param name="position">Offset in bytes from the start of the reader's span.</param>
        /// <param name="expected">What would have been right, like <c>an integer from 0 to 255</c>.</param>
        /// <param name="found">What stood there, like <c>a string</c>.</param>
        public MessagePackException(int position, string expected, string found)
            : base($"Expected {expected} at byte {position}, found {found}.")
        {
            Position = position;
            Expected = expected;
        }

        /// <summary>A value that cannot be written, or a rule of the message's own that was broken.</summary>
        /// <param name="message">A sentence.</param>
        public MessagePackException(string message)
            : base(message)
        {
            Position = -1;
        }

        /// <summary>Offset in bytes from the start of the reader's span; -1 when it has none.</summary>
        public int Position { get; }

        /// <summary>What would have been right; null when it is not about one place.</summary>
        public string? Expected { get; }

        /// <summary>For formatters: a null where the member's type allows none.</summary>
        /// <param name="member">The member, like <c>Game.Chat.Text</c>.</param>
        public static MessagePackException ForNull(string member) => new MessagePackException(
            $"{member} is null and its type says that it can't be. Give it a value, or make its type nullable to send nil.");

        /// <summary>For formatters: a map that holds a key twice.</summary>
        /// <param name="position">Where the second one stands.</param>
        public static MessagePackException ForDuplicateKey(int position) =>
            new MessagePackException(position, "a key that the map does not have yet", "the same key again");

        /// <summary>For formatters: a member of a union's type that the sender left out. Nobody can say which of its types to make.</summary>
        /// <param name="union">The union, like <c>Game.Action</c>.</param>
        public static MessagePackException ForMissing(string union) => new MessagePackException(
            $"A {union} is missing in the bytes of an older program, and its member can't be null. Make the member's type nullable.");

        /// <summary>For formatters: a key that a union does not have. A newer program may have sent it.</summary>
        /// <param name="position">Where the key stands.</param>
        /// <param name="union">The union, like <c>Game.Action</c>.</param>
        /// <param name="key">The key.</param>
        public static MessagePackException ForUnknownCase(int position, string union, int key) =>
            new MessagePackException(position, $"a key of the union {union}", $"{key}, which is unknown here");

        /// <summary>For formatters: a value of a type that its union does not list.</summary>
        /// <param name="union">The union, like <c>Game.Action</c>.</param>
        /// <param name="type">The value's type.</param>
        public static MessagePackException ForUnlistedCase(string union, Type type) => new MessagePackException(
            $"{type} is not listed by a [Union] of {union}. List it with a free key on every peer.");
    }
}

using System;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Bodies of messages in tests, without the header.</summary>
    internal static class MessageBytes
    {
        public static byte[] Body<T>(in T message)
        {
            var buffer = new TestBuffer();
            MessageSerializer.Serialize(buffer, in message);
            return MessageSerializer.TryReadHeader(buffer.Written, false, out MessageHeader header)
                ? buffer.Written.Slice(header.Length).ToArray()
                : throw new InvalidOperationException("A message without a header.");
        }

        public static T Read<T>(byte[] body) =>
            MessageSerializer.TryDeserialize(body, out T? message) ? message! : throw new InvalidOperationException("Not such a message.");

        public static bool CanRead<T>(byte[] body) => MessageSerializer.TryDeserialize(body, out T? _);

        public static bool CanRead<T>(string hex) => CanRead<T>(MessagePackVectors.FromHex(hex));

        public static string Hex(byte[] bytes) => BitConverter.ToString(bytes).Replace("-", string.Empty).ToLowerInvariant();
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>One frame of the lobby protocol: a JSON object in a WebSocket text message. Immutable, so any thread may read it.</summary>
    internal abstract class Frame
    {
        // The text goes into a WebSocket, never into a web page, so nothing but what JSON demands is escaped.
        private static readonly JsonWriterOptions WriterOptions = new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        };

        private protected Frame()
        {
        }

        /// <summary>One of <see cref="FrameType"/>.</summary>
        public abstract string Type { get; }

        /// <summary>Writes the frame as UTF-8.</summary>
        public void WriteTo(IBufferWriter<byte> destination)
        {
            using var writer = new Utf8JsonWriter(destination, WriterOptions);
            Write(writer);
        }

        /// <summary>Writes the frame as one JSON object.</summary>
        public void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("type", Type);
            WriteMembers(writer);
            writer.WriteEndObject();
        }

        /// <summary>Writes what follows the type.</summary>
        protected abstract void WriteMembers(Utf8JsonWriter writer);

        /// <summary>The type alone: a frame's content (codes, names, SDP) must not reach a log by accident.</summary>
        public sealed override string ToString() => Type;
    }
}

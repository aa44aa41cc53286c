using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Client to server, first of all: what it speaks. Answered by <see cref="WelcomeFrame"/>.</summary>
    internal sealed class HelloFrame : Frame
    {
        public HelloFrame(int protocol = ProtocolLimits.Version, string? client = null)
        {
            Protocol = protocol;
            Client = client;
        }

        public override string Type => FrameType.Hello;

        /// <summary>The version that the client speaks.</summary>
        public int Protocol { get; }

        /// <summary>Name and version of the client's software, for whoever reads the server's statistics.</summary>
        public string? Client { get; }

        internal static HelloFrame Read(FrameMembers members) => new HelloFrame(
            (int)members.Integer("protocol", 1, int.MaxValue),
            members.OptionalText("client", ProtocolLimits.MaxWordLength));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteNumber("protocol", Protocol);
            if (Client != null) writer.WriteString("client", Client);
        }
    }
}

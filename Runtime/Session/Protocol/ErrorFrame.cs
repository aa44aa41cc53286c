using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to client: a frame was not carried out, or the connection ends.</summary>
    internal sealed class ErrorFrame : Frame
    {
        public ErrorFrame(string code, string message, long? id = null, bool fatal = false, string? link = null)
        {
            Code = code;
            Message = message;
            Id = id;
            Fatal = fatal;
            Link = link;
        }

        public override string Type => FrameType.Error;

        /// <summary>The number of the request that was not carried out; null where it was none or could not be read.</summary>
        public long? Id { get; }

        /// <summary>One of <see cref="ErrorCode"/>, or one of a newer server.</summary>
        public string Code { get; }

        /// <summary>What happened and what to do, in a sentence.</summary>
        public string Message { get; }

        /// <summary>The server closes the connection after this frame.</summary>
        public bool Fatal { get; }

        /// <summary>The link of the signal that was not passed on; null for everything else.</summary>
        public string? Link { get; }

        internal static ErrorFrame Read(FrameMembers members) => new ErrorFrame(
            members.Text("code", ProtocolLimits.MaxWordLength),
            members.Text("message", ProtocolLimits.MaxMessageLength),
            members.OptionalInteger("id", 0, ProtocolLimits.MaxInteger),
            members.Flag("fatal"),
            members.OptionalText("link", ProtocolLimits.MaxIdLength));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            if (Id is long id) writer.WriteNumber("id", id);
            else writer.WriteNull("id");
            writer.WriteString("code", Code);
            writer.WriteString("message", Message);
            writer.WriteBoolean("fatal", Fatal);
            if (Link != null) writer.WriteString("link", Link);
        }
    }
}

using System.Collections.Generic;
using System.IO;
using P2PNet.MessageBenchmark.Measuring;
using P2PNet.MessageBenchmark.Messages;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>Who writes and reads a <see cref="Movement"/>.</summary>
internal static class MovementContenders
{
    public static List<Entrant<Movement>> All() =>
    [
        new ContenderLoops<Movement, byte[], P2PNetContender<Movement>>(Role.Ours, new(), Movement.Examples()),
        new ContenderLoops<Movement, byte[], JsonContender<Movement>>(Role.Json, new(JsonTypes.Default.Movement), Movement.Examples()),
        new ContenderLoops<Movement, BinaryReader, BinaryContender<Movement, Format>>(Role.Binary, new(), Movement.Examples()),
        new ContenderLoops<Movement, byte[], SpanCopyContender>(Role.SpanCopy, new(), Movement.Examples()),
    ];

    private readonly struct Format : IBinaryFormat<Movement>
    {
        public void Write(BinaryWriter writer, in Movement value)
        {
            writer.Write(value.Tick);
            writer.Write(value.X);
            writer.Write(value.Y);
            writer.Write(value.Z);
            writer.Write(value.VelocityX);
            writer.Write(value.VelocityY);
            writer.Write(value.VelocityZ);
            writer.Write(value.Yaw);
        }

        public Movement Read(BinaryReader reader) => new()
        {
            Tick = reader.ReadUInt32(),
            X = reader.ReadSingle(),
            Y = reader.ReadSingle(),
            Z = reader.ReadSingle(),
            VelocityX = reader.ReadSingle(),
            VelocityY = reader.ReadSingle(),
            VelocityZ = reader.ReadSingle(),
            Yaw = reader.ReadSingle(),
        };
    }
}

using System.Collections.Generic;
using System.IO;
using P2PNet.MessageBenchmark.Measuring;
using P2PNet.MessageBenchmark.Messages;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>Who writes and reads a <see cref="SnapshotEntry"/>.</summary>
internal static class SnapshotContenders
{
    public static List<Entrant<SnapshotEntry>> All() =>
    [
        new ContenderLoops<SnapshotEntry, byte[], P2PNetContender<SnapshotEntry>>(Role.Ours, new(), SnapshotEntry.Examples()),
        new ContenderLoops<SnapshotEntry, byte[], JsonContender<SnapshotEntry>>(Role.Json, new(JsonTypes.Default.SnapshotEntry), SnapshotEntry.Examples()),
        new ContenderLoops<SnapshotEntry, BinaryReader, BinaryContender<SnapshotEntry, Format>>(Role.Binary, new(), SnapshotEntry.Examples()),
    ];

    private readonly struct Format : IBinaryFormat<SnapshotEntry>
    {
        public void Write(BinaryWriter writer, in SnapshotEntry value)
        {
            writer.Write(value.Entity);
            writer.Write(value.Kind);
            writer.Write(value.Team);
            writer.Write(value.IsGrounded);
            writer.Write(value.Owner);
            WriteVector(writer, value.Position);
            WriteVector(writer, value.Velocity);
            WriteVector(writer, value.Spin);
            WriteVector(writer, value.Aim);
            writer.Write(value.Rotation.X);
            writer.Write(value.Rotation.Y);
            writer.Write(value.Rotation.Z);
            writer.Write(value.Rotation.W);
            writer.Write(value.Health);
            writer.Write(value.Armour);
            writer.Write(value.Energy);
            writer.Write(value.Ammunition);
            writer.Write(value.Time);
            writer.Write(value.LastInput);
            WriteAnimation(writer, value.Legs);
            WriteAnimation(writer, value.Arms);
            WriteAnimation(writer, value.Face);
            writer.Write(value.Cooldown0);
            writer.Write(value.Cooldown1);
            writer.Write(value.Cooldown2);
            writer.Write(value.Cooldown3);
            writer.Write(value.Cooldown4);
            writer.Write(value.Cooldown5);
            writer.Write(value.Cooldown6);
            writer.Write(value.Cooldown7);
            writer.Write(value.Effects);
            writer.Write(value.Score);
            writer.Write(value.Ping);
            writer.Write(value.Level);
            writer.Write(value.Stamina);
        }

        public SnapshotEntry Read(BinaryReader reader) => new()
        {
            Entity = reader.ReadUInt32(),
            Kind = reader.ReadUInt16(),
            Team = reader.ReadByte(),
            IsGrounded = reader.ReadBoolean(),
            Owner = reader.ReadUInt64(),
            Position = ReadVector(reader),
            Velocity = ReadVector(reader),
            Spin = ReadVector(reader),
            Aim = ReadVector(reader),
            Rotation = new Rotation(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle()),
            Health = reader.ReadInt32(),
            Armour = reader.ReadInt32(),
            Energy = reader.ReadInt32(),
            Ammunition = reader.ReadInt32(),
            Time = reader.ReadDouble(),
            LastInput = reader.ReadInt64(),
            Legs = ReadAnimation(reader),
            Arms = ReadAnimation(reader),
            Face = ReadAnimation(reader),
            Cooldown0 = reader.ReadSingle(),
            Cooldown1 = reader.ReadSingle(),
            Cooldown2 = reader.ReadSingle(),
            Cooldown3 = reader.ReadSingle(),
            Cooldown4 = reader.ReadSingle(),
            Cooldown5 = reader.ReadSingle(),
            Cooldown6 = reader.ReadSingle(),
            Cooldown7 = reader.ReadSingle(),
            Effects = reader.ReadUInt64(),
            Score = reader.ReadUInt32(),
            Ping = reader.ReadUInt16(),
            Level = reader.ReadInt16(),
            Stamina = reader.ReadSingle(),
        };

        private static void WriteVector(BinaryWriter writer, Vector value)
        {
            writer.Write(value.X);
            writer.Write(value.Y);
            writer.Write(value.Z);
        }

        private static Vector ReadVector(BinaryReader reader) => new(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());

        private static void WriteAnimation(BinaryWriter writer, Animation value)
        {
            writer.Write(value.Clip);
            writer.Write(value.Time);
            writer.Write(value.Speed);
        }

        private static Animation ReadAnimation(BinaryReader reader) => new(reader.ReadUInt32(), reader.ReadSingle(), reader.ReadSingle());
    }
}

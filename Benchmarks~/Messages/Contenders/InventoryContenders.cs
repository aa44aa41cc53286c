using System.Collections.Generic;
using System.IO;
using P2PNet.MessageBenchmark.Measuring;
using P2PNet.MessageBenchmark.Messages;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>Who writes and reads an <see cref="Inventory"/>.</summary>
internal static class InventoryContenders
{
    public static List<Entrant<Inventory>> All() =>
    [
        new ContenderLoops<Inventory, byte[], P2PNetContender<Inventory>>(Role.Ours, new(), Inventory.Examples()),
        new ContenderLoops<Inventory, byte[], JsonContender<Inventory>>(Role.Json, new(JsonTypes.Default.Inventory), Inventory.Examples()),
        new ContenderLoops<Inventory, BinaryReader, BinaryContender<Inventory, Format>>(Role.Binary, new(), Inventory.Examples()),
    ];

    private readonly struct Format : IBinaryFormat<Inventory>
    {
        public void Write(BinaryWriter writer, in Inventory value)
        {
            writer.Write(value.Owner);
            writer.Write(value.Title);
            writer.Write(value.Gold);
            writer.Write(value.Items.Count);
            foreach (Item item in value.Items)
            {
                writer.Write(item.Id);
                writer.Write(item.Name);
                writer.Write(item.Maker);
                writer.Write(item.Count);
                writer.Write(item.Durability);
                writer.Write(item.FoundAt);
                writer.Write(item.Stats.Length);
                foreach (int stat in item.Stats) writer.Write(stat);
            }
        }

        public Inventory Read(BinaryReader reader)
        {
            var value = new Inventory { Owner = reader.ReadUInt64(), Title = reader.ReadString(), Gold = reader.ReadInt32() };
            int count = reader.ReadInt32();
            value.Items = new List<Item>(count);
            for (int i = 0; i < count; i++) value.Items.Add(ReadItem(reader));
            return value;
        }

        private static Item ReadItem(BinaryReader reader)
        {
            var item = new Item
            {
                Id = reader.ReadUInt32(),
                Name = reader.ReadString(),
                Maker = reader.ReadString(),
                Count = reader.ReadInt32(),
                Durability = reader.ReadSingle(),
                FoundAt = reader.ReadInt64(),
            };
            int stats = reader.ReadInt32();
            item.Stats = stats == 0 ? [] : new int[stats];
            for (int i = 0; i < stats; i++) item.Stats[i] = reader.ReadInt32();
            return item;
        }
    }
}

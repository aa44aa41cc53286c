using System.Collections.Generic;
using P2PNet.Messages;

namespace Game
{
    [Message]
    public class Inventory
    {
        [Key(0)] public int[] Slots = new int[0];
        [Key(1)] public List<Item> Items = new List<Item>();
        [Key(2)] public Dictionary<string, List<int>?>? Prices;
        [Key(3)] public int[][]? Grid;
    }

    public class Item
    {
        [Key(0)] public string Name { get; set; } = "";
        [Key(1)] public Item? Inside { get; set; }
        [IgnoreMember] public int Selected;
        public string Title => Name + "!";
    }
}

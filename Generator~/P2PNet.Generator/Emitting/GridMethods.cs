using System.Linq;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Emitting;

/// <summary>The two methods for an array with several dimensions.</summary>
internal static class GridMethods
{
    public static string Of(GridShape shape, string name, MemberPlace place)
    {
        var code = new CodeText(place.Methods.Depth);
        MemberPlace element = place.Within("[]", "Item");
        int[] dimensions = [.. Enumerable.Range(0, shape.Rank)];
        string lengths = string.Join(", ", dimensions.Select(i => $"length{i}"));
        string at = $"items[{string.Join(", ", dimensions.Select(i => $"i{i}"))}]";

        code.Line();
        code.Line($"private static void Write{name}(ref MessagePackWriter writer, {shape.Name} items)");
        code.Open();
        if (shape.IsNullable) SequenceMethods.NullGuard(code);
        code.Line($"writer.WriteArrayHeader({shape.Rank + 1});");
        foreach (int i in dimensions)
        {
            code.Line($"int length{i} = items.GetLength({i});");
            code.Line($"writer.WriteInt32(length{i});");
        }

        code.Line("writer.WriteArrayHeader(items.Length);");
        AppendLoops(code, shape);
        code.Open();
        shape.Element.AppendWrite(code, at, element);
        code.Close();
        code.Close();

        code.Line();
        code.Line($"private static {shape.Name} Read{name}(ref MessagePackReader reader)");
        code.Open();
        if (shape.IsNullable) code.Line("if (reader.TryReadNil()) return null;");
        code.Line("int position = reader.Position;");
        code.Line($"reader.ReadFixedArrayHeader({shape.Rank + 1});");
        foreach (int i in dimensions) code.Line($"int length{i} = reader.ReadInt32();");
        code.Line($"{KnownNames.GlobalMessages}.MessagePackArray.RequireLengths(position, reader.ReadArrayHeader(), {lengths});");
        code.Line($"var items = new {shape.Element.Name}[{lengths}];");
        AppendLoops(code, shape);
        code.Open();
        code.Line($"{at} = {shape.Element.Read(element)};");
        code.Close();
        code.Line();
        code.Line("return items;");
        code.Close();
        return code.ToString();
    }

    private static void AppendLoops(CodeText code, GridShape shape)
    {
        for (int i = 0; i < shape.Rank; i++) code.Line($"for (int i{i} = 0; i{i} < length{i}; i{i}++)");
    }
}

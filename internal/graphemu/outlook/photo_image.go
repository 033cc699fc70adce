package outlook

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"slices"
)

// drawPhoto makes a JPEG of five by five squares, mirrored, in colours that the id decides.
func drawPhoto(id string, width int) []byte {
	hash := sha256.Sum256([]byte(id))
	picture := image.NewRGBA(image.Rect(0, 0, width, width))
	paint := func(area image.Rectangle, c color.RGBA) {
		draw.Draw(picture, area, image.NewUniform(c), image.Point{}, draw.Src)
	}
	paint(picture.Bounds(), color.RGBA{R: 208 + hash[0]%48, G: 208 + hash[1]%48, B: 208 + hash[2]%48, A: 255})
	ink := color.RGBA{R: hash[3] % 160, G: hash[4] % 160, B: hash[5] % 160, A: 255}
	for row := range 5 {
		for column := range 3 {
			if hash[6+3*row+column]%2 == 0 {
				continue
			}
			for _, x := range []int{column, 4 - column} {
				at := func(n int) int { return width * (n + 1) / 7 }
				paint(image.Rect(at(x), at(row), at(x+1), at(row+1)), ink)
			}
		}
	}
	return encodePhoto(picture)
}

func encodePhoto(picture image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 85}); err != nil {
		panic(err) // A buffer takes everything, and the picture is small enough for the format.
	}
	return b.Bytes()
}

// sizesOf returns the widths that Graph makes of a square picture: its own, if that is not too large, and smaller ones.
func sizesOf(picture []byte) []int {
	config, _ := jpeg.DecodeConfig(bytes.NewReader(picture)) // The seed was checked.
	var sizes []int
	for _, width := range photoSizes {
		if width < config.Width {
			sizes = append(sizes, width)
		}
	}
	return append(sizes, min(config.Width, slices.Max(photoSizes)))
}

// scalePhoto returns a square picture in another width. Each pixel is the nearest one of the original.
func scalePhoto(picture []byte, width int) []byte {
	original, err := jpeg.Decode(bytes.NewReader(picture))
	if err != nil || original.Bounds().Dx() == width {
		return picture
	}
	from, scaled := original.Bounds(), image.NewRGBA(image.Rect(0, 0, width, width))
	for y := range width {
		for x := range width {
			scaled.Set(x, y, original.At(from.Min.X+x*from.Dx()/width, from.Min.Y+y*from.Dy()/width))
		}
	}
	return encodePhoto(scaled)
}

// padPhoto brings a JPEG to at least size bytes by comments, so that it is still one.
func padPhoto(picture []byte, size int) []byte {
	if len(picture) >= size {
		return picture
	}
	const most = 65533 // What fits into one comment.
	out := append(make([]byte, 0, size+most), picture[:2]...)
	for missing := size - len(picture); missing > 0; missing -= most + 4 {
		n := min(max(missing-4, 0), most)
		out = binary.BigEndian.AppendUint16(append(out, 0xff, 0xfe), uint16(n+2))
		out = append(out, bytes.Repeat([]byte{'.'}, n)...)
	}
	return append(out, picture[2:]...)
}

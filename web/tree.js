/* Items of the agenda are dragged with a mouse or a finger; the buttons do the same without. What is dropped is sent as a form:
 * behind the item that stands above it then, or first of all. */
const tree = document.querySelector('.tree'), form = document.getElementById('moves')
let dragged

for (const item of tree?.querySelectorAll('[data-item]') ?? [])
	item.draggable = true

tree?.addEventListener('dragstart', event => {
	dragged = event.target.closest('[data-item]')
	event.dataTransfer.effectAllowed = 'move'
	event.dataTransfer.setData('text/plain', dragged.dataset.item)
})

tree?.addEventListener('dragover', event => {
	const over = event.target.closest('[data-item]')
	if (!dragged || !over || over === dragged)
		return
	event.preventDefault()
	const box = over.getBoundingClientRect()
	tree.querySelectorAll('.tree__item--over').forEach(item => item.classList.remove('tree__item--over'))
	over.classList.add('tree__item--over')
	over.after(dragged)
	if (event.clientY < box.top + box.height / 2)
		over.before(dragged)
})

tree?.addEventListener('drop', event => {
	event.preventDefault()
	send(dragged)
})
tree?.addEventListener('dragend', () => tree.querySelectorAll('.tree__item--over').forEach(item => item.classList.remove('tree__item--over')))

function send(item) {
	let above = item.previousElementSibling
	while (above && !above.dataset.item)
		above = above.previousElementSibling
	form.action = `${form.dataset.put}/${item.dataset.item}/put`
	if (above)
		form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'after', value: above.dataset.item }))
	form.submit()
}
